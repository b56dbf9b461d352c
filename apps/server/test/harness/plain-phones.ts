/** Something that is kept or shown, in which nobody's phone may stand. */
export interface KeptText {
  /** A table, a file: where somebody would have to look. */
  where: string
  text: string
}

export interface PlainPhone {
  where: string
  phone: string
  /** How it stood there: what it was unwrapped from, outermost first. */
  wrapped: string[]
  /** What stands around it. */
  around: string
}

/** So many digits from the end are the number without its country: in India all of it, elsewhere enough to know it by. */
const telling = 10
/** With 00 and the country before it. */
const longestDialled = telling + 4
/** What people and programs write between the digits of a phone. */
const between = ' \\t\\u00a0\\u2009\\u202f.()\\-\\u2010-\\u2015/+_'
const contiguous = new RegExp(`\\d{${telling},}`, 'g')
const spaced = new RegExp(`\\d(?:[${between}]{0,3}\\d){${telling - 1},}`, 'g')
/** Ten characters take fourteen of base64 and twenty of hexadecimal, at least. */
const base64 = /[A-Za-z0-9+/_-]{14,}/g
const hexadecimal = /[0-9a-fA-F]{20,}/g
/** As deep as anything here is wrapped, and once more. */
const mostWraps = 4

/**
 * Finds phones in whatever spelling: with +, 00, 0 or nothing before them, with spaces, dashes, brackets; in digits of
 * other scripts; percent-encoded, as escapes of JSON; inside base64, base64url and hexadecimal, wherever in a word these
 * begin and also one in another. A `wamid` is base64 around the customer's phone, and bytea is shown as hexadecimal.
 */
export class PhoneScan {
  readonly #phones = new Map<string, string>()
  readonly found: PlainPhone[] = []
  texts = 0
  characters = 0

  /** @param phones with + and their country */
  constructor(phones: Iterable<string>) {
    for (const phone of phones) {
      const digits = phone.replace(/\D/g, '')
      if (digits.length < telling) throw new RangeError('a phone too short to be told from other numbers')
      this.#phones.set(digits.slice(-telling), phone)
    }
  }

  get phones(): number {
    return this.#phones.size
  }

  look({ where, text }: KeptText): void {
    this.texts++
    this.characters += text.length
    this.#unwrap(where, text, [])
  }

  #unwrap(where: string, text: string, wrapped: string[]): void {
    const plain = inOurDigits(text)
    this.#read(where, plain, wrapped)
    if (wrapped.length >= mostWraps) return
    for (const [how, opened] of Object.entries(escapes)) {
      const open = opened(plain)
      if (open !== plain) this.#unwrap(where, open, [...wrapped, how])
    }
    for (const [word] of plain.matchAll(base64))
      for (let start = 0; start < 4; start++)
        this.#unwrapBytes(where, Buffer.from(word.slice(start), 'base64'), [...wrapped, 'base64'])
    for (const [word] of plain.matchAll(hexadecimal))
      for (let start = 0; start < 2; start++)
        this.#unwrapBytes(where, Buffer.from(word.slice(start), 'hex'), [...wrapped, 'hexadecimal'])
  }

  /** What is encrypted or a hash ends here: no other wrapping is to be seen in it. */
  #unwrapBytes(where: string, bytes: Buffer, wrapped: string[]): void {
    const text = bytes.toString('utf8')
    if (text.length >= telling) this.#unwrap(where, text, wrapped)
  }

  #read(where: string, text: string, wrapped: string[]): void {
    const tell = (key: string, index: number, length: number): void => {
      const phone = this.#phones.get(key)
      if (phone === undefined) return
      const around = text.slice(Math.max(0, index - 40), index + length + 20).replace(/\s+/g, ' ')
      this.found.push({ where, phone, wrapped, around })
    }
    for (const { 0: run, index } of text.matchAll(contiguous))
      for (let start = 0; start + telling <= run.length; start++) {
        const key = run.slice(start, start + telling)
        const country = this.#phones.get(key)?.slice(1, -telling)
        if (country === undefined) continue
        // Nanoseconds are digits as well: in a long row of them a phone is known by its country, else by chance.
        if (run.length <= longestDialled || run.slice(0, start).endsWith(country)) tell(key, index, run.length)
      }
    for (const { 0: run, index } of text.matchAll(spaced))
      for (const key of joinedGroups(run)) tell(key, index, run.length)
  }
}

/** Neighbouring groups of digits that together are as long as a phone, with or without its country. */
function* joinedGroups(run: string): Generator<string> {
  const groups = run.split(/\D+/)
  for (let first = 0; first < groups.length; first++) {
    let joined = groups[first] ?? ''
    for (let last = first + 1; last < groups.length && joined.length < longestDialled; last++) {
      joined += groups[last]
      if (joined.length >= telling && joined.length <= longestDialled) yield joined.slice(-telling)
    }
  }
}

const escapes = {
  'percent-encoded': (text: string): string =>
    text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')),
  escaped: (text: string): string =>
    text.replace(/\\{1,2}u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
} as const

const foreignDigit = /[\p{Nd}--[0-9]]/v
const foreignDigits = /[\p{Nd}--[0-9]]/gv
/** Unicode keeps the ten digits of a script together, the zero first. */
const values = new Map<string, string>()
let inARow = 0
for (let code = 0; code < 0x20000; code++) {
  const character = String.fromCodePoint(code)
  inARow = /\p{Nd}/u.test(character) ? inARow + 1 : 0
  if (inARow > 0) values.set(character, String((inARow - 1) % 10))
}

function inOurDigits(text: string): string {
  return foreignDigit.test(text) ? text.replace(foreignDigits, (digit) => values.get(digit) ?? digit) : text
}

/** What was looked for and where, as a line of a ledger. */
export function scanInWords({ phones, texts, characters, found }: PhoneScan): string {
  const seen = new Set(found.map(({ phone }) => phone)).size
  return `plain phones: ${seen} of ${phones} in ${texts} tables, logs and other texts of ${(characters / 1_000_000).toFixed(1)} MB`
}

/** What is wrong, in words: each place and phone once. To have looked at nothing is wrong too. */
export function readablePhones({ phones, characters, found }: PhoneScan): string[] {
  if (phones === 0 || characters === 0) return ['no phone was looked for in any text: nothing was proved']
  const leaks = new Map(found.map((leak) => [`${leak.where} ${leak.phone}`, leak]))
  return [...leaks.values()].map(
    ({ where, phone, wrapped, around }) =>
      `${phone} can be read in ${where}${wrapped.length > 0 ? ` (${wrapped.join(', in it ')})` : ''}: …${around}…`,
  )
}
