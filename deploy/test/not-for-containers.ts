/** Settings of the hub that neither compose.yaml nor the chart passes on, each with the reason. */
export const notForContainers: Readonly<Record<string, string>> = {
  NODE_ENV: 'the image says production',
  HOST: 'the image says where it listens',
  PORT: 'the image says where it listens; ports, probes and the proxy lean on it',
  CROSSDOCK_DATA_DIR: 'nothing is written',
  EMBEDDED_POSTGRES_PORT: 'production refuses the embedded database',
  ODOO_URL: 'npm start only; else `connections create odoo`',
  ODOO_DB: 'npm start only; else `connections create odoo`',
  ODOO_USERNAME: 'npm start only; else `connections create odoo`',
  ODOO_PASSWORD: 'npm start only; else `connections create odoo`',
  ODOO_TRANSPORT: 'npm start only; else `connections create odoo`',
  WHATSAPP_CLOUD_URL: 'leads to the stand-in for Meta',
  CROSSDOCK_SECRET: 'of one command; it reads standard input as well',
  SHOPIFY_ADMIN_TOKEN: 'of one command; it reads standard input as well',
  SANDBOX: 'npm start only',
}
