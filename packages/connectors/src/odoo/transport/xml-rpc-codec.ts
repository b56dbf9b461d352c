import { SaxesParser } from 'saxes'
import { carriable } from '../carriable.ts'

/**
 * XML-RPC (http://xmlrpc.com/spec.md) as Odoo speaks it, which is Python's `xmlrpc.client`: with `<nil/>` for None and
 * `<i8>` for integers beyond 32 bits in calls; dates and binaries come as plain strings, as in JSON (odoo.md §10.8).
 */

function textOf(value: string): string {
  return (
    carriable(value)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Bare, a parser would read it as a line feed.
      .replaceAll('\r', '&#13;')
  )
}

export function encodeCall(method: string, params: readonly unknown[]): string {
  const list = params.map((value) => `<param>${encodeValue(value)}</param>`).join('')
  return `<?xml version="1.0"?>\n<methodCall><methodName>${textOf(method)}</methodName><params>${list}</params></methodCall>`
}

/** @throws TypeError for what has no form in XML-RPC: NaN, infinities, functions */
export function encodeValue(value: unknown): string {
  return `<value>${encodeInner(value)}</value>`
}

function encodeInner(value: unknown): string {
  if (value === null || value === undefined) return '<nil/>'
  if (typeof value === 'string') return `<string>${textOf(value)}</string>`
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`
  if (typeof value === 'number') return encodeNumber(value)
  if (Array.isArray(value)) return `<array><data>${value.map(encodeValue).join('')}</data></array>`
  if (typeof value !== 'object') throw new TypeError(`XML-RPC carries no ${typeof value}`)
  const members = Object.entries(value)
    // As in JSON: what is undefined is not there.
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `<member><name>${textOf(name)}</name>${encodeValue(inner)}</member>`)
  return `<struct>${members.join('')}</struct>`
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`XML-RPC carries no ${value}`)
  if (!Number.isSafeInteger(value)) return `<double>${value}</double>`
  const tag = value >= -2_147_483_648 && value <= 2_147_483_647 ? 'int' : 'i8'
  return `<${tag}>${value === 0 ? 0 : value}</${tag}>`
}

export interface Fault {
  faultCode: number
  faultString: string
}
export type Message =
  | { kind: 'call'; method: string; params: unknown[] }
  | { kind: 'answer'; value: unknown }
  | { kind: 'fault'; fault: Fault }

interface Frame {
  tag: string
  text: string
  /** What the element's children came to. */
  values: unknown[]
  members: [name: string, value: unknown][]
  name: string
}

/** Deeper than any value of Odoo's. */
const maxDepth = 200

/**
 * Reads a whole message. Malformed, cut off or undeclared text is refused by the parser, which knows no entities but
 * XML's own five; a document type, the only way to declare more, is refused here.
 *
 * @throws Error
 */
export function decodeMessage(text: string): Message {
  const stack: Frame[] = []
  let done: Frame | undefined
  const parser = new SaxesParser({ xmlns: false })
  parser.on('doctype', () => {
    throw new Error('a document type is not expected')
  })
  parser.on('opentag', ({ name }) => {
    if (stack.length >= maxDepth) throw new Error('nested too deeply')
    stack.push({ tag: name, text: '', values: [], members: [], name: '' })
  })
  const append = (chunk: string): void => {
    const frame = stack.at(-1)
    if (frame) frame.text += chunk
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('closetag', () => {
    const frame = stack.pop() as Frame
    const parent = stack.at(-1)
    if (parent) close(frame, parent)
    else done = frame
  })
  parser.write(text).close()
  if (!done) throw new Error('no message')
  return messageOf(done)
}

/** Hands what an element came to over to the one around it. */
function close(frame: Frame, parent: Frame): void {
  switch (frame.tag) {
    case 'name':
    case 'methodName':
      parent.name = frame.text
      break
    case 'member':
      parent.members.push([frame.name, frame.values[0]])
      break
    case 'data':
      parent.values = frame.values
      break
    case 'param':
    case 'params':
      parent.values.push(...frame.values)
      break
    case 'fault':
      parent.members.push(['fault', frame.values[0]])
      break
    case 'value':
      // Text without a type is a string, spaces and all.
      parent.values.push(frame.values.length > 0 ? frame.values[0] : frame.text)
      break
    default:
      parent.values.push(scalarOf(frame))
  }
}

function scalarOf({ tag, text, values, members }: Frame): unknown {
  switch (tag) {
    case 'string':
    case 'dateTime.iso8601':
    case 'base64':
      return text
    case 'int':
    case 'i1':
    case 'i2':
    case 'i4':
    case 'i8':
    case 'double':
      if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text))
        throw new Error(`"${text.slice(0, 20)}" is no ${tag}`)
      return Number(text)
    case 'boolean':
      if (text.trim() !== '0' && text.trim() !== '1') throw new Error('neither 0 nor 1')
      return text.trim() === '1'
    case 'nil':
      return null
    case 'array':
      return values
    case 'struct':
      return Object.fromEntries(members)
    default:
      throw new Error(`<${tag.slice(0, 20)}> is no type`)
  }
}

function messageOf({ tag, name, values, members }: Frame): Message {
  if (tag === 'methodCall') return { kind: 'call', method: name, params: values }
  if (tag !== 'methodResponse') throw new Error(`<${tag.slice(0, 20)}> is no message`)
  const [fault] = members
  if (!fault) {
    if (values.length !== 1) throw new Error('an answer holds one value')
    return { kind: 'answer', value: values[0] }
  }
  const { faultCode, faultString } = (fault[1] ?? {}) as Partial<Fault>
  if (typeof faultCode !== 'number' || typeof faultString !== 'string') throw new Error('an unreadable fault')
  return { kind: 'fault', fault: { faultCode, faultString } }
}
