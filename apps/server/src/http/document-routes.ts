import { openApiDocument } from '@crossdock/contracts/api/document'
import type { FastifyInstance } from 'fastify'
import { docsPage } from './docs-page.ts'
import { docsStyle } from './docs-style.ts'
import { etagOf, isKnown } from './etag.ts'

/** `/v1/openapi.json` and `/v1/docs`: the same for everybody, so nobody has to show a key. */
export function serveDocument(app: FastifyInstance): void {
  const document = openApiDocument()
  const files = {
    '/openapi.json': { type: 'application/json; charset=utf-8', text: JSON.stringify(document) },
    '/docs': { type: 'text/html; charset=utf-8', text: docsPage(document) },
    '/docs.css': { type: 'text/css; charset=utf-8', text: docsStyle },
  }
  for (const [path, { type, text }] of Object.entries(files)) {
    const etag = etagOf(text)
    app.get(path, async (request, reply) => {
      reply.headers({ etag, 'cache-control': 'public, max-age=300' })
      // No script at all, and one style sheet of our own.
      if (path === '/docs')
        reply.header('content-security-policy', "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
      return isKnown(etag, request.headers['if-none-match']) ? reply.code(304).send() : reply.type(type).send(text)
    })
  }
}
