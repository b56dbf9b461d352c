import type { TemplateCall } from '@crossdock/connectors/ports/messaging'
import { whatDoesNotFit } from '@crossdock/connectors/ports/template-fit'
import type { NoticeKind, NoticeTemplate } from '@crossdock/contracts/notice-choices'
import type { Tx } from '#platform/db/database.ts'
import { pauseInWords } from './channel-pause.ts'
import { seeChannel } from './channel-store.ts'
import { noticeSettings } from './settings-store.ts'
import { findTemplate } from './template-store.ts'

/** What stands against sending from a number, as far as is known here. */
export interface NumberReadiness {
  /** The sentence. */
  stopped: string | null
  templatesReadAt: Date | null
  /** The templates of notices that are on and go out from it; `problem` in words, null when it can be sent. */
  templates: { notice: NoticeKind; name: string; language: string; problem: string | null }[]
}

export async function numberReadiness(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  account: string,
): Promise<NumberReadiness> {
  const { paused, templatesReadAt } = await seeChannel(tx, tenantId, connectionId)
  const templates: NumberReadiness['templates'] = []
  for (const { messagingConnectionId, onSince, notice, choices } of await noticeSettings(tx, tenantId, null)) {
    if (messagingConnectionId !== connectionId || onSince === null) continue
    for (const template of choices.templates) {
      const { name, language } = template
      const known = await findTemplate(tx, tenantId, account, template)
      const problem = known ? whatDoesNotFit(known, callOf(template)) : 'there is none of this name and language'
      templates.push({ notice, name, language, problem })
    }
  }
  return { stopped: paused && pauseInWords(paused), templatesReadAt, templates }
}

/** As it will be sent, whatever the words are. */
function callOf({ name, language, category, header, body }: NoticeTemplate): TemplateCall {
  const filled = (parts: NoticeTemplate['body']) => parts.map((part) => ({ name: part.name, text: '…' }))
  return {
    name,
    language,
    category,
    body: filled(body),
    ...(header.length > 0 ? { header: filled(header) } : {}),
  }
}
