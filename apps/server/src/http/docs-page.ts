import type { OpenApiDocument } from '@crossdock/contracts/api/document'
import { type AnyOperation, tags } from '@crossdock/contracts/api/operation'
import { errorCodes } from '@crossdock/contracts/errors'
import { remedies } from '@crossdock/contracts/remedies'

/**
 * The document as a page: made once, on the server, without a script, so that it reads offline and under the strictest of
 * policies. Schemas are shown by name and listed once at the end.
 */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation: operation as ShownOperation,
    })),
  )
  const sections = Object.entries(tags).map(([tag, sentence]) => {
    const mine = operations.filter(({ operation }) => operation.tags?.[0] === tag)
    return `<section><h2 id="${slug(tag)}">${asText(tag)}</h2><p>${asText(sentence)}</p>${mine.map((one) => operationHtml(one, document)).join('')}</section>`
  })
  const contents = Object.keys(tags).map((tag) => {
    const mine = operations.filter(({ operation }) => operation.tags?.[0] === tag)
    return `<li><a href="#${slug(tag)}">${asText(tag)}</a><ul>${mine
      .map(({ operation }) => `<li><a href="#${operation.operationId}">${asText(operation.summary)}</a></li>`)
      .join('')}</ul></li>`
  })
  const scheme = document.components?.securitySchemes?.apiKey as { description: string }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Crossdock API</title><link rel="stylesheet" href="docs.css"></head>
<body><nav><p><a href="#top">Crossdock API</a></p><ul>${contents.join('')}
<li><a href="#errors">Error codes</a></li><li><a href="#schemas">Schemas</a></li></ul></nav>
<main id="top"><h1>Crossdock API</h1><p>${asText(document.info.version)} · <a href="openapi.json">openapi.json</a></p>
${prose(document.info.description ?? '')}<h2 id="keys">API keys</h2>${prose(scheme.description)}
${sections.join('')}${errorsHtml()}${schemasHtml(document)}</main></body></html>`
}

interface ShownOperation {
  operationId: AnyOperation['id']
  summary: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<string, ShownResponse>
}

interface ShownResponse {
  $ref?: string
  description: string
  content?: Record<string, MediaType>
}

interface MediaType {
  schema?: unknown
  examples?: Record<string, { summary?: string; value: unknown }>
}

/** A response that several operations share stands once in the document. */
function responsesOf({ responses }: ShownOperation, { components }: OpenApiDocument): [string, ShownResponse][] {
  return Object.entries(responses).map(([status, response]) => {
    const name = response.$ref?.replace('#/components/responses/', '')
    return [status, name === undefined ? response : ((components?.responses?.[name] ?? response) as ShownResponse)]
  })
}

function operationHtml(
  { path, method, operation }: { path: string; method: string; operation: ShownOperation },
  document: OpenApiDocument,
): string {
  const parameters = operation.parameters ?? []
  const rows = parameters.map(
    ({ name, in: where, required, description, schema }) =>
      `<tr><td><code>${asText(name)}</code></td><td>${where}${required ? ', needed' : ''}</td><td><code>${asText(typeOf(schema))}</code></td><td>${inline(description ?? '')}</td></tr>`,
  )
  const responses = responsesOf(operation, document)
  const refusals = responses.filter(([status]) => Number(status) >= 400)
  const success = responses.filter(([status]) => Number(status) < 300)
  return `<article id="${operation.operationId}"><h3>${asText(operation.summary)}</h3>
<p class="path"><b class="${method}">${method}</b> <code>${asText(path)}</code></p>${prose(operation.description ?? '')}
${rows.length > 0 ? `<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>${rows.join('')}</table>` : ''}
${Object.values(operation.requestBody?.content ?? {})
  .map((media) => mediaHtml('Body', media))
  .join('')}
${success
  .map(([status, { content }]) =>
    Object.values(content ?? {})
      .map((media) => mediaHtml(`Answer ${status}`, media))
      .join(''),
  )
  .join('')}
<details><summary>Refusals</summary><dl>${refusals.map(([status, { description }]) => `<dt>${status}</dt><dd>${prose(description)}</dd>`).join('')}</dl></details></article>`
}

function mediaHtml(title: string, { schema, examples = {} }: MediaType): string {
  const shown = Object.values(examples).map(
    ({ summary, value }) =>
      `<figure><figcaption>${asText(summary ?? '')}</figcaption><pre>${asText(JSON.stringify(value, null, 2))}</pre></figure>`,
  )
  return `<details open><summary>${title}: ${schemaLink(schema)}</summary>${shown.join('')}</details>`
}

function errorsHtml(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, retry, say }]) =>
      `<tr id="error-${code}"><td><code>${code}</code></td><td>${status}</td><td>${retry}</td><td>${asText(say)}<br><small>${asText(remedies[code as keyof typeof remedies].remedy)}</small></td></tr>`,
  )
  return `<section><h2 id="errors">Error codes</h2><table><tr><th>code</th><th>status</th><th>retry</th><th></th></tr>${rows.join('')}</table></section>`
}

function schemasHtml({ components }: OpenApiDocument): string {
  const each = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${name}"><summary>${asText(name)}</summary><pre>${asText(JSON.stringify(schema, null, 2))}</pre></details>`,
  )
  return `<section><h2 id="schemas">Schemas</h2>${each.join('')}</section>`
}

function schemaLink(schema: unknown): string {
  const name = typeOf(schema)
  return (schema as { $ref?: string })?.$ref ? `<a href="#schema-${name}">${name}</a>` : `<code>${asText(name)}</code>`
}

function typeOf(schema: unknown): string {
  const {
    $ref,
    type,
    format,
    enum: values,
    items,
    oneOf,
    anyOf,
  } = (schema ?? {}) as {
    $ref?: string
    type?: string
    format?: string
    enum?: unknown[]
    items?: unknown
    oneOf?: unknown[]
    anyOf?: unknown[]
  }
  if ($ref) return $ref.replace('#/components/schemas/', '')
  if (values) return values.join(' | ')
  if (items) return `list of ${typeOf(items)}`
  const options = oneOf ?? anyOf
  if (options) return options.map(typeOf).join(' | ')
  return format ?? type ?? 'anything'
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const asText = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one)
const slug = (text: string): string => text.toLowerCase().replaceAll(' ', '-')

/** The little Markdown that the document uses: paragraphs, lists, bold and code. */
function prose(markdown: string): string {
  return markdown
    .split('\n\n')
    .map((block) =>
      block.startsWith('- ')
        ? `<ul>${block
            .split('\n')
            .map((line) => `<li>${inline(line.slice(2))}</li>`)
            .join('')}</ul>`
        : `<p>${inline(block)}</p>`,
    )
    .join('')
}

function inline(text: string): string {
  return asText(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
}
