import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessToken } from '../business.ts'
import { GraphRefusal } from '../errors.ts'
import type { World } from '../world.ts'
import { messagingScope, needScope, noSuchObject, reachableNumber, tokenOf } from './access.ts'
import { type MediaFile, sha256Of } from './media-store.ts'

const megabyte = 1024 * 1024

/** Contract section 14. */
const allowed: { types: RegExp; most: number }[] = [
  { types: /^image\/(jpeg|png)$/, most: 5 * megabyte },
  { types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, most: 16 * megabyte },
  { types: /^video\/(mp4|3gpp?)$/, most: 16 * megabyte },
  { types: /^image\/webp$/, most: megabyte / 2 },
  {
    types: /^(text\/plain|application\/(pdf|msword|vnd\.(ms-|openxmlformats-officedocument\.).+))$/,
    most: 100 * megabyte,
  },
]

type ById = { Params: { version: string; id: string } }

export function mediaRoutes(app: FastifyInstance, world: World): void {
  const { business, clock, media } = world

  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post<ById>('/:version/:id/media', { bodyLimit: 101 * megabyte }, async (request) => {
    const token = tokenOf(business, request, clock.now())
    const number = reachableNumber(business, token, request.params.id)
    needScope(token, messagingScope)
    const form = await formOf(request)
    const file = form.get('file')
    if (form.get('messaging_product') !== 'whatsapp')
      throw new GraphRefusal(100, 'The parameter messaging_product is required.')
    if (!(file instanceof File)) throw new GraphRefusal(100, 'The parameter file is required.')
    const mimeType =
      String(form.get('type') ?? file.type)
        .split(';')[0]
        ?.trim() ?? ''
    const kind = allowed.find(({ types }) => types.test(mimeType))
    if (!kind)
      throw new GraphRefusal(100, `Param file must be a file with one of the allowed types, not ${mimeType || 'none'}.`)
    if (file.size > kind.most)
      throw new GraphRefusal(131053, `file: ${file.size} bytes, at most ${kind.most} are allowed`)
    const kept = media.keep('business', number.phoneNumberId, mimeType, Buffer.from(await file.arrayBuffer()))
    return { id: kept.id }
  })

  app.delete<ById>('/:version/:id', async (request) => {
    const token = tokenOf(business, request, clock.now())
    const file = media.find(request.params.id)
    if (!file) throw noSuchObject(request.params.id)
    reachableNumber(business, token, file.phoneNumberId)
    media.remove(file.id)
    return { success: true }
  })

  // The real one lies on another host (lookaside.fbsbx.com); here everything is at one address.
  app.get<{ Querystring: { mid?: string; hash?: string } }>(
    '/whatsapp_business/attachments/',
    async (request, reply) => {
      const { mid = '', hash = '' } = request.query
      // Without a user agent the real one answers an error page.
      if (!request.headers['user-agent']) return reply.code(400).send()
      const token = tokenOf(business, request, clock.now())
      const file = media.followLink(mid, hash)
      if (!file) return reply.code(404).send()
      reachableNumber(business, token, file.phoneNumberId)
      return reply
        .type(file.mimeType)

        .send(file.bytes)
    },
  )
}

export function describeMedia(world: World, token: AccessToken, file: MediaFile, phoneNumberId?: string): object {
  reachableNumber(world.business, token, file.phoneNumberId)
  if (phoneNumberId !== undefined && phoneNumberId !== file.phoneNumberId) throw noSuchObject(file.id)
  return {
    messaging_product: 'whatsapp',
    url: `${world.url}/whatsapp_business/attachments/?${world.media.link(file)}`,
    mime_type: file.mimeType,
    sha256: sha256Of(file.bytes, 'hex'),
    file_size: String(file.bytes.length),
    id: file.id,
  }
}

async function formOf(request: FastifyRequest): Promise<FormData> {
  const type = request.headers['content-type'] ?? ''
  if (!Buffer.isBuffer(request.body)) throw new GraphRefusal(100, 'The body must be multipart/form-data.')
  try {
    return await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw new GraphRefusal(100, 'The body could not be read.')
  }
}
