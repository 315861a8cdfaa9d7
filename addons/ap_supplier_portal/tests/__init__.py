# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_portal_pages,
    test_portal_requests,
    test_portal_rights,
    test_portal_upload,
)
