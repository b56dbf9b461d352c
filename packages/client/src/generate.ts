import { openApiDocument } from '@crossdock/contracts/api/document'
import openapiTS, { astToString } from 'openapi-typescript'

/** The types of the client, made from the OpenAPI document: `npm run client` writes them, a test compares. */
export const target = new URL('./api.ts', import.meta.url)

export async function generate(): Promise<string> {
  const document = JSON.parse(JSON.stringify(openApiDocument()))
  const types = astToString(await openapiTS(document, { alphabetize: false, enum: false }))
  return `// Made by "npm run client" from the OpenAPI document. Do not edit.\n${types}`
}
