import { z } from 'zod'
import { storableText } from '../errors.ts'
import { currencyCode } from '../money.ts'

/** What requests and answers are made of. */

/** Text that can be stored: Postgres takes neither a NUL nor half a surrogate pair. */
export function text(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((one) => storableText(one) === one, 'must hold no NUL and no half of a character')
}

export const id = z.uuid().meta({ description: 'An id of ours.' })

/** RFC 3339 with an offset; what no shop ever did is refused. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((one) => {
    const year = new Date(one).getUTCFullYear()
    return year >= 1970 && year < 3000
  }, 'must lie between 1970 and 2999')
  .meta({ description: 'RFC 3339, with an offset.' })

export const money = z
  .strictObject({
    amount: z.string().regex(/^-?\d{1,19}$/),
    currency: currencyCode,
  })
  .meta({
    id: 'Money',
    description:
      'An amount in the smallest unit of its currency, as text: {"amount": "384410", "currency": "INR"} is 3,844.10 INR.',
  })

const cursor = z
  .string()
  .min(1)
  .max(2_000)
  .meta({ description: '`next` of the page before. Opaque; it belongs to the same sort.' })
const limit = z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'How many at the most.' })

export const fields = z
  .string()
  .regex(/^\w+(,\w+)*$/)
  .max(1_000)
  .meta({ description: 'Only these keys, separated by commas. In a list: of each item.' })

/** Of anything that is read. */
export const oneQuery = z.strictObject({ fields: fields.optional() })
/** Of every list. */
export const pageQuery = z.strictObject({ cursor: cursor.optional(), limit, fields: fields.optional() })

/** `next` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last one.' }),
  })
}

/** A code of the error table with its sentence for people. */
export const cause = z
  .strictObject({ code: z.string(), say: z.string() })
  .meta({ id: 'Cause', description: 'Why, as a code and as a sentence for people.' })
