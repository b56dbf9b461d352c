import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { demoCatalogue } from '@crossdock/sandbox/shopify'

/** The Odoo sandbox as a process of its own, so that what it does is not counted to whoever measures. */
const odoo = await startOdooSandbox()
odoo.seedProducts(demoCatalogue.map((item) => ({ sku: item.sku, name: item.title, listPrice: 1, stock: 1_000_000 })))
console.log(JSON.stringify({ msg: 'serving', url: odoo.url }))
process.on('SIGTERM', () => void odoo.stop().then(() => process.exit(0)))
