import type { BusinessAccount } from '../business.ts'
import type { Template, TemplateStatus } from '../templates/template.ts'
import type { World } from '../world.ts'

/** Meta decides about a template: it stands so from now on, and the account hears of it. */
export function decide(world: World, account: BusinessAccount, template: Template, status: TemplateStatus): void {
  template.status = status
  const at = world.clock.now()
  const value = {
    event: status,
    ...namesOf(template),
    reason: status === 'REJECTED' ? 'INVALID_FORMAT' : 'NONE',
    message_template_category: template.category,
    ...more(status, at),
  }
  void world.courier.push({ account, number: null, field: 'message_template_status_update', value, at })
}

function more(status: TemplateStatus, at: number): object {
  switch (status) {
    case 'REJECTED':
      return {
        rejection_info: {
          reason: 'Two parameters stand next to each other without text between them.',
          recommendation: 'Put words or punctuation between the parameters.',
        },
      }
    case 'PAUSED':
      return { other_info: { title: 'FIRST_PAUSE', description: 'Paused for 3 hours because of low quality.' } }
    case 'DISABLED':
      return { disable_info: { disable_date: String(Math.floor(at / 1000)) } }
    default:
      return {}
  }
}

export function namesOf({ id, name, language }: Template): object {
  return { message_template_id: id, message_template_name: name, message_template_language: language }
}
