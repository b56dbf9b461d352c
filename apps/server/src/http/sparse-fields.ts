import { InvalidRequest } from './invalid-request.ts'

/** `fields=`: the keys to keep. Null: all. @throws InvalidRequest when one is not there to choose */
export function chosenFields(fields: unknown, choosable: readonly string[] | null): readonly string[] | null {
  if (typeof fields !== 'string' || choosable === null) return null
  const chosen = fields.split(',')
  const unknown = chosen.filter((field) => !choosable.includes(field))
  if (unknown.length > 0)
    throw new InvalidRequest([
      {
        in: 'query',
        pointer: '/fields',
        message: `there is no ${unknown.join(', ')}; there are ${choosable.join(', ')}`,
      },
    ])
  return chosen
}

/** Of a list: of each of its items. */
export function onlyFields(answer: object, fields: readonly string[]): object {
  if ('items' in answer && Array.isArray(answer.items))
    return { ...answer, items: answer.items.map((item) => pick(item, fields)) }
  return pick(answer, fields)
}

function pick(from: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([key]) => fields.includes(key)))
}
