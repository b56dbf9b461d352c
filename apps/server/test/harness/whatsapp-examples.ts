import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../../../packages/connectors/src/whatsapp-cloud/fixtures')

/** The number and the account that all examples speak of. */
export const exampleNumber = '410987654321001'
export const exampleAccount = '218840199871234'

/** Bodies as Meta posts them, by name. */
export function whatsappExamples(): Map<string, string> {
  const names = readdirSync(folder).filter((name) =>
    /^(inbound|status|template|user|account|value)-.*\.json$/.test(name),
  )
  return new Map(names.map((name) => [name.replace('.json', ''), readFileSync(join(folder, name), 'utf8')]))
}

export interface SignatureVectors {
  appSecret: string
  rawBody: string
  signature: string
  wrong_if_reserialised: { rawBody: string }
}

export function signatureVectors(): SignatureVectors {
  return JSON.parse(readFileSync(join(folder, 'signature-vectors.json'), 'utf8'))
}

export function postAsMeta(url: string, raw: string, appSecret: string, signature?: string): Promise<Response> {
  const right = `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`
  return fetch(url, {
    method: 'POST',
    body: raw,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature ?? right },
  })
}
