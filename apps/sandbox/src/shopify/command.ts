import { randomInt } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { type ReportRow, table } from './report.ts'
import { ordersScenario, type PlannedDelivery } from './scenario.ts'
import { isSuccess, send } from './sender.ts'
import { readSettings, type ShopifySettings } from './settings.ts'
import { type StoryName, storyNames, tellStory } from './stories.ts'

/** `sandbox shopify …`: plays Shopify towards a running hub. `settingsPath` is the file that `npm start` writes. */
export function shopifyCommand(settingsPath: string): Command {
  const shopify = new Command('shopify').description('send webhooks as Shopify does')

  withTarget(shopify.command('order'))
    .description('orders, with the troubles that real deliveries have')
    .option('-n, --count <orders>', 'how many orders', wholeNumber, 1)
    .option('--duplicates', 'deliver some of them twice')
    .option('--out-of-order', 'deliver changes and cancellations before the orders themselves')
    .option('--cod', 'cash on delivery for all (otherwise some)')
    .option('--sku <name>', 'order a product with this SKU, to see an order parked')
    .option('--phone <number>', 'the buyer’s phone for all, with country code: whose notices one wants to read', e164)
    .option('--seed <number>', 'repeat the orders of an earlier run', wholeNumber)
    .option('--retries <number>', 'attempts after a failure (Shopify: 8 in four hours)', wholeNumber, 0)
    .action(async (options: TargetOptions & OrderOptions) => {
      const settings = readSettings(targetOf(options), settingsPath)
      const seed = options.seed ?? randomInt(2 ** 31)
      const deliveries = ordersScenario({
        count: options.count,
        shop: settings.shop,
        seed,
        duplicates: options.duplicates ?? false,
        outOfOrder: options.outOfOrder ?? false,
        order: {
          ...(options.cod && { cashOnDelivery: true }),
          ...(options.sku !== undefined && { sku: options.sku }),
          ...(options.phone !== undefined && { phone: options.phone }),
        },
      })
      const rows = await deliverAll(deliveries, settings, options.retries)
      const failed = rows.filter((row) => !isSuccess(row.answer.status)).length
      print(rows)
      console.log(`\nOrders: ${options.count}, deliveries: ${rows.length}, seed: ${seed}`)
      if (failed > 0) fail(`Not accepted: ${failed} of ${rows.length}.`)
    })

  withTarget(shopify.command('story'))
    .description(`special orders and other topics: ${storyNames.join(', ')}`)
    .argument('[names...]', 'which of them; all but "uninstall" when none is named')
    .option('--seed <number>', 'repeat an earlier run', wholeNumber)
    .action(async (names: string[], options: TargetOptions & { seed?: number }) => {
      const settings = readSettings(targetOf(options), settingsPath)
      const unknown = names.find((name) => !storyNames.includes(name as StoryName))
      if (unknown !== undefined) return fail(`There is no story "${unknown}". There are: ${storyNames.join(', ')}.`)
      const chosen = names.length > 0 ? storyNames.filter((name) => names.includes(name)) : storyNames.slice(0, -1)
      const seed = options.seed ?? randomInt(2 ** 31)
      // In the past by the longest story, so that nothing lies in the future.
      const placedAt = new Date(Date.now() - 900_000)
      const deliveries = chosen.flatMap((name) => tellStory(name, { shop: settings.shop, seed, placedAt }))
      const rows = await deliverAll(deliveries, settings)
      print(rows)
      console.log(`\nStories: ${chosen.length}, deliveries: ${rows.length}, seed: ${seed}`)
      const failed = rows.filter((row) => !isSuccess(row.answer.status)).length
      if (failed > 0) fail(`Not accepted: ${failed} of ${rows.length}.`)
    })

  withTarget(shopify.command('garbage'))
    .description('a rightly signed body that is not JSON: to be kept, answered with 2xx and parked')
    .action(async (options: TargetOptions) => {
      const settings = readSettings(targetOf(options), settingsPath)
      const delivery = {
        ...anyOrder(settings.shop),
        body: '{"id": 6820100000001, "line_items": [',
        remark: 'signed, not JSON',
      }
      const rows = await deliverAll([{ ...delivery, orderName: '–', total: '–' }], settings)
      print(rows)
      if (!rows.every((row) => isSuccess(row.answer.status)))
        fail('What is signed should be accepted, readable or not.')
    })

  withTarget(shopify.command('forged'))
    .description('an order signed with a wrong secret: to be refused with 401')
    .action(async (options: TargetOptions) => {
      const settings = readSettings(targetOf(options), settingsPath)
      const delivery = { ...anyOrder(settings.shop), remark: 'forged signature' }
      const rows = await deliverAll([delivery], { ...settings, secret: `${settings.secret}-but-wrong` })
      print(rows)
      if (!rows.every((row) => row.answer.status === 401)) fail('A forged signature should be refused with 401.')
    })

  return shopify
}

interface TargetOptions {
  url?: string
  secret?: string
  shop?: string
}

interface OrderOptions {
  count: number
  duplicates?: boolean
  outOfOrder?: boolean
  cod?: boolean
  sku?: string
  phone?: string
  seed?: number
  retries: number
}

function withTarget(command: Command): Command {
  return command
    .option('--url <url>', 'address of the webhook endpoint')
    .option('--secret <secret>', 'client secret to sign with')
    .option('--shop <domain>', 'your-shop.myshopify.com')
}

/** Only what was really given, so that the file fills the rest. */
function targetOf({ url, secret, shop }: TargetOptions): Partial<ShopifySettings> {
  return { ...(url && { url }), ...(secret && { secret }), ...(shop && { shop }) }
}

function anyOrder(shop: string): PlannedDelivery {
  const [delivery] = ordersScenario({ count: 1, shop, seed: randomInt(2 ** 31) })
  if (!delivery) throw new Error('a scenario of one order has a delivery')
  return delivery
}

/** One after the other: the order of the deliveries is the point. */
async function deliverAll(deliveries: PlannedDelivery[], settings: ShopifySettings, retries = 0): Promise<ReportRow[]> {
  const rows: ReportRow[] = []
  for (const delivery of deliveries) {
    const { topic, orderName: order, total, remark } = delivery
    rows.push({ topic, order, total, remark, answer: await send(delivery, settings, { retries }) })
  }
  return rows
}

function print(rows: ReportRow[]): void {
  console.log(table(rows))
}

function fail(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function e164(text: string): string {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\+\d{8,15}$/.test(digits)) throw new InvalidArgumentError('Write it with its country code: +919876543210.')
  return digits
}
