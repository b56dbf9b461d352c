import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import { type AskToWriteDeps, askToWrite } from '../ask-to-write.ts'
import { oneMessageJson } from '../message-json.ts'

export const createMessage = route(
  operations.createMessage,
  async ({ tenantId, caller, body, idempotencyKey, isRepetition }, deps: AskToWriteDeps) => {
    const { connectionId = null, to, answers } = body
    const { messageId, isNew } = await askToWrite(
      tenantId,
      { connectionId, to, content: contentOf(body.content), idempotencyKey, answers },
      deps,
    )
    if (!isNew) isRepetition()
    return oneMessageJson(tenantId, messageId, caller.scopes.has('people:read'), deps)
  },
)

type Content = Parameters<typeof askToWrite>[1]['content']
type Given = Parameters<
  Parameters<typeof route<typeof operations.createMessage, AskToWriteDeps>>[1]
>[0]['body']['content']

function contentOf(content: Given): Content {
  if (content.kind === 'text') return content
  const { header, ...template } = content.template
  return { kind: 'template', template: { ...template, ...(header === undefined ? {} : { header }) } }
}
