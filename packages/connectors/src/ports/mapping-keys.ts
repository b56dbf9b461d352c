import { createHash } from 'node:crypto'
import type { OrderLine, OrderTax } from '@crossdock/contracts/order'
import { scrubText } from '@crossdock/contracts/scrub-text'

/**
 * How words of a channel are mapped to records of an ERP. A key names what the channel said; the same words give the same
 * key, in whatever order they stood.
 *
 * `product`: `sku:…`, `variant:…` or `title:…` → a product. `tax`: the taxes of one line → one tax or tax group.
 * `gateway`: a payment method → a journal. `location`: a place of the channel → a warehouse. `fallback-product`: the
 * product of every line that has none; its only key is `*`.
 */
export const mappingKinds = ['product', 'tax', 'gateway', 'location', 'fallback-product'] as const
export type MappingKind = (typeof mappingKinds)[number]

export interface ErpMapping {
  kind: MappingKind
  key: string
  /** The ERP's own id. */
  targetId: string
}

/** What is to be mapped, and how people know it. */
export interface MappingNeed {
  kind: MappingKind
  key: string
  label: string
}

export const fallbackKey = '*'

/** What a request may name, and an index takes in any script. */
const longestKey = 500

/** A key that fits; equal words stay equal. */
export function fitKey(kind: string, words: string): string {
  const key = `${kind}${words}`
  return key.length <= longestKey ? key : `${kind}sha256:${createHash('sha256').update(words).digest('hex')}`
}

/**
 * The keys a line may be mapped by, surest first: the channel's variant, the SKU, and for a line that has neither (a
 * custom line, a deleted product) its title. Keys and labels are kept as they are, and a merchant may type anything into a
 * title: what looks personal is masked.
 */
export function productKeys(line: Pick<OrderLine, 'variantSourceId' | 'sku' | 'title'>): string[] {
  const keys = [
    ...(line.variantSourceId === null ? [] : [fitKey('variant:', line.variantSourceId)]),
    ...(line.sku === null ? [] : [fitKey('sku:', line.sku)]),
  ]
  return keys.length > 0 ? keys : [fitKey('title:', titleOf(line))]
}

/** The key people are asked about: they know SKUs, and one SKU may be several variants. */
export function productNeed(line: Pick<OrderLine, 'variantSourceId' | 'sku' | 'title'>): MappingNeed {
  const key = line.sku === null ? (productKeys(line)[0] ?? '') : fitKey('sku:', line.sku)
  return { kind: 'product', key, label: line.sku === null ? titleOf(line) : `${line.sku} (${titleOf(line)})` }
}

const titleOf = ({ title }: Pick<OrderLine, 'title'>): string => scrubText(title.trim())

/** "CGST 0.025 + SGST 0.025, included": what one line was charged, whatever the order of its taxes. Untaxed: null. */
export function taxKey(charged: readonly OrderTax[], pricesInclude: boolean): string | null {
  const names = charged
    .filter(({ rate }) => !/^0(\.0*)?$/.test(rate))
    .map(({ title, rate }) => `${title.trim().toUpperCase()} ${rate}`)
  if (names.length === 0) return null
  return fitKey('', `${[...new Set(names)].sort().join(' + ')}, ${pricesInclude ? 'included' : 'on top'}`)
}
