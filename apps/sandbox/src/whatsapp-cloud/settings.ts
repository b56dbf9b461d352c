import { readFileSync } from 'node:fs'
import { z } from 'zod'

const settingsFile = z.object({ whatsapp: z.object({ url: z.url() }) })

/** Where the phones are: what was given, else what `npm start` wrote. Throws an Error whose message is for the terminal. */
export function sandboxUrl(given: string | undefined, path: string): string {
  if (given) return given
  const read = settingsFile.safeParse(fromFile(path))
  if (read.success) return read.data.whatsapp.url
  throw new Error(
    'No running sandbox found: .crossdock/sandbox.json does not say where the phones are. Run `npm start` first, or `npm run sandbox -- whatsapp serve` and give its address with --sandbox.',
  )
}

function fromFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
