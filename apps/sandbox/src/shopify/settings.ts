import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Where to deliver, and as whom. */
export interface ShopifySettings {
  url: string
  secret: string
  shop: string
}

const settingsFile = z.object({
  shopify: z.object({ url: z.url(), secret: z.string().min(1), shop: z.string().min(1) }),
})

/**
 * What was given on the command line; the rest from the file that `npm start` writes. Throws an Error whose message is
 * for the person at the terminal.
 */
export function readSettings(given: Partial<ShopifySettings>, path: string): ShopifySettings {
  const { url, secret, shop } = given
  if (url && secret && shop) return { url, secret, shop }
  return { ...fromFile(path), ...given }
}

function fromFile(path: string): ShopifySettings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(
      'No running Crossdock found: .crossdock/sandbox.json is not there. Run `npm start` first, or give --url, --secret and --shop.',
      { cause },
    )
  }
  const read = settingsFile.safeParse(jsonOrNull(text))
  if (read.success) return read.data.shopify
  throw new Error('.crossdock/sandbox.json has no usable "shopify" part. Run `npm start` again, which writes it anew.')
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
