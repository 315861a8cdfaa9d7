# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields that only the engine writes: refused on every way in, for every role."""

from odoo import api, models
from odoo.exceptions import AccessError

OF_ODOO = ("message_", "activity_", "my_activity_", "website_message_", "rating_")


class ApGuarded(models.AbstractModel):
    """Inherit it beside the model, and name the fields in `_ap_engine_fields`.

    A person (no superuser) creates and writes none of them: a value that differs from the
    default is refused. Defaults that a client sends (`default_<field>` in the context) or
    keeps (`ir.default`) count for nothing on them, for the superuser either: the engine
    runs in the context of whoever called it, and gives its values itself.

    Fields of `_ap_fixed_fields` are given when the record is made, and never changed.
    """

    _name = "ap.guarded"
    _description = "Record with fields of the engine"

    @api.model
    def _ap_engine_fields(self) -> frozenset:
        """Names of the fields that people never write; heirs add theirs. In models of
        ours, what follows other fields is one."""
        if not self._name.startswith("ap."):
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and _is_derived(field) and not name.startswith(OF_ODOO)
        )

    @api.model
    def _ap_fixed_fields(self) -> frozenset:
        """Names of the fields that people give once; heirs add theirs."""
        return frozenset()

    @api.model
    def _ap_fields_without_default(self) -> frozenset:
        """Names of the fields for which no default of a client counts."""
        return self._ap_engine_fields()

    @api.model
    def _ap_all_fields_but(self, open_names) -> frozenset:
        """Every field except these and those of messages and activities."""
        return frozenset(
            name
            for name in self._fields
            if name not in open_names and not name.startswith(OF_ODOO)
        )

    @api.model
    def _ap_engine_refusal(self, names) -> str:
        """The sentence of the refusal: what to do instead. Heirs say their own."""
        return self.env._(
            "%(fields)s of “%(model)s” cannot be written: use the buttons of the record.",
            fields=", ".join(sorted(names)),
            model=self.env["ir.model"]._get(self._name).sudo().name,
        )

    @api.model
    def default_get(self, fields):
        engine = self._ap_fields_without_default()
        own = [name for name in fields if name in engine]
        if not own:
            return super().default_get(fields)
        context = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and key[len("default_") :] in engine)
        }
        others = [name for name in fields if name not in engine]
        asked = self.with_env(self.env(context=context))
        values = super(ApGuarded, asked).default_get(others)
        return {**values, **self._ap_engine_defaults(own)}

    def _ap_engine_defaults(self, names) -> dict:
        """What the model itself gives these fields, whoever asks."""
        values = {}
        for name in names:
            field = self._fields.get(name)
            if field is not None and field.default:
                given = field.convert_to_cache(field.default(self), self, validate=False)
                values[name] = field.convert_to_write(given, self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self._ap_engine_at_work():
            self._ap_refuse_created(vals_list)
        return super().create(vals_list)

    def _ap_refuse_created(self, vals_list):
        """Refuse values that differ from what the field has without being written."""
        engine = self._ap_engine_fields()
        given = {name for vals in vals_list for name in vals if name in engine}
        if not given:
            return
        defaults = self._ap_engine_defaults(given)
        wrong = {
            name
            for vals in vals_list
            for name in given & vals.keys()
            if (vals[name] or False) != (defaults.get(name) or False)
        }
        if wrong:
            raise AccessError(self._ap_engine_refusal(wrong))

    @api.model
    def _ap_engine_at_work(self) -> bool:
        """Whether Odoo or the engine writes at this moment: heirs name their pass."""
        return self.env.su

    def write(self, vals):
        wrong = vals.keys() & (self._ap_engine_fields() | self._ap_fixed_fields())
        if wrong and not self._ap_engine_at_work():
            raise AccessError(self._ap_engine_refusal(wrong))
        return super().write(vals)


def _is_derived(field) -> bool:
    """Whether the field follows others: no default takes their place."""
    return bool(field.compute and field.readonly and not field.inverse)
