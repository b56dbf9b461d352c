/** `external id → [id, "Category / Name", groups it implies]`, ids as in a fresh Odoo 19. */
export const groups: { [externalId: string]: [id: number, fullName: string, implies: number[]] } = {
  'base.group_user': [1, 'Role / User', []],
  'base.group_erp_manager': [2, 'Access Rights', [1]],
  'base.group_system': [4, 'Role / Administrator', [2, 9, 21]],
  'base.group_multi_company': [5, 'Multi Companies', []],
  'base.group_partner_manager': [9, 'Contact/Creation', []],
  'base.group_portal': [10, 'Role / Portal', []],
  'product.group_product_pricelist': [19, 'Basic Pricelists', []],
  'product.group_product_manager': [21, 'Products/Create', []],
  'sales_team.group_sale_salesman': [22, 'Sales/User: Own Documents Only', [1]],
  'sales_team.group_sale_salesman_all_leads': [23, 'Sales/User: All Documents', [22]],
  'sales_team.group_sale_manager': [24, 'Sales/Administrator', [23]],
  'account.group_account_readonly': [26, 'Show Accounting Features - Readonly', [1]],
  'account.group_account_invoice': [27, 'Accounting/Invoicing', [1]],
  'account.group_account_manager': [30, 'Accounting/Administrator', [27]],
  'stock.group_stock_user': [36, 'Inventory/User', [1]],
  'stock.group_stock_manager': [37, 'Inventory/Administrator', [36]],
}

/** What the first administrator of a new database is put into. */
export const administratorGroups = [24, 30, 21, 37, 4]

export const installedModules = [
  'base',
  'web',
  'rpc',
  'api_doc',
  'account',
  'product',
  'uom',
  'sale',
  'sale_management',
  'sale_stock',
  'sales_team',
  'stock',
  'stock_delivery',
  'delivery',
  'l10n_in',
  'l10n_in_sale',
  'base_automation',
]
