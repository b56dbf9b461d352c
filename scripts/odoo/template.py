"""Turns a freshly installed database into Crossdock's test shop: an Indian company, rupees, GST.

Fed to `odoo shell` by real-odoo.sh, so `env` is there; what it raises makes the shell answer 1.
"""

RATES = ("5", "12", "18", "28")
INCLUDED_RATES = ("5", "18")

env = env(context={**env.context, "active_test": False, "lang": "en_US", "tracking_disable": True})  # noqa: F821

company = env.ref("base.main_company")
rupee = env.ref("base.INR")
india = env.ref("base.in")


def set_up_company():
    rupee.active = True
    # Without a state the GST fiscal positions cannot tell intra-state from inter-state customers.
    company.write({"name": "Crossdock Test Shop", "country_id": india.id, "state_id": env.ref("base.state_in_ka").id})
    if company.chart_template != "in":
        env["account.chart.template"].try_loading("in", company, install_demo=False)
    company.currency_id = rupee
    assert company.chart_template == "in", company.chart_template
    assert company.currency_id == rupee, company.currency_id.name


def set_up_pricelists():
    """An order's currency follows its pricelist, and the one Odoo makes at first stays in dollars."""
    pricelists = env["product.pricelist"].search([])
    if not pricelists:
        pricelists = pricelists.create({"name": "Default", "company_id": company.id})
    pricelists.write({"currency_id": rupee.id})


def sale_tax(xml_id):
    return env["account.chart.template"].with_company(company).ref(xml_id)


def activate_sale_taxes():
    """The chart's GST taxes are archived. A group without its children computes 0, with no error."""
    for rate in RATES:
        group = sale_tax(f"sgst_sale_{rate}")
        assert group.amount_type == "group" and len(group.children_tax_ids) == 2, group.name
        (group | group.children_tax_ids | sale_tax(f"igst_sale_{rate}")).write({"active": True})


def included_copy(tax, **changes):
    # A plain copy would also take over which taxes it replaces and which replace it.
    return tax.copy(
        {
            "name": f"{tax.name} (incl)",
            "price_include_override": "tax_included",
            "active": True,
            "original_tax_ids": [(5,)],
            "replacing_tax_ids": [(5,)],
            **changes,
        }
    )


def create_included_taxes():
    """Tax-included twins for shops whose prices contain GST; the chart has none."""
    for rate in INCLUDED_RATES:
        group, igst = sale_tax(f"sgst_sale_{rate}"), sale_tax(f"igst_sale_{rate}")
        children = env["account.tax"]
        for child in group.children_tax_ids:
            children |= included_copy(child)
        included_group = included_copy(group, children_tax_ids=[(6, 0, children.ids)])
        # In an inter-state order the excluded group becomes IGST; let the included group become the
        # included IGST.
        included_igst = included_copy(igst)
        included_igst.original_tax_ids = included_group
        assert included_igst.fiscal_position_ids == igst.fiscal_position_ids


def archive_scheduled_jobs():
    """In a template some days old every job is overdue: each clone would run them all at once, amid
    the tests, and one of them calls home. Rules with a time trigger wake their own job up again."""
    env["ir.cron"].search([]).write({"active": False})


def keep_attachments_in_database():
    """So that `create database … template` copies everything: no folder has to follow the clone."""
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    env["ir.attachment"].force_storage()
    left = env["ir.attachment"].search_count([("store_fname", "!=", False), "|", ("res_field", "=", False), ("res_field", "!=", False)])
    assert left == 0, f"{left} attachments still live in the file store"


set_up_company()
set_up_pricelists()
activate_sale_taxes()
create_included_taxes()
archive_scheduled_jobs()
keep_attachments_in_database()
env.cr.commit()
