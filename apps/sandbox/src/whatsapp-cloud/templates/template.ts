/** A template as Meta keeps it; found by account, name and language. */
export interface Template {
  id: bigint
  name: string
  language: string
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'
  status: TemplateStatus
  components: TemplateComponent[]
  /** The next messages with it are looked at by Meta first. */
  held?: boolean
}

export const templateStatuses = [
  'APPROVED',
  'PENDING',
  'IN_APPEAL',
  'REJECTED',
  'FLAGGED',
  'PAUSED',
  'DISABLED',
  'LOCKED',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
  'PENDING_DELETION',
  'DELETED',
  'REINSTATED',
  'UNARCHIVED',
] as const
export type TemplateStatus = (typeof templateStatuses)[number]

export type TemplateComponent =
  | { type: 'HEADER'; format: 'TEXT'; text: string }
  | { type: 'HEADER'; format: 'IMAGE' | 'VIDEO' | 'DOCUMENT' }
  | { type: 'BODY'; text: string }
  | { type: 'FOOTER'; text: string }
  | { type: 'BUTTONS'; buttons: TemplateButton[] }

export type TemplateButton =
  | { type: 'QUICK_REPLY'; text: string }
  /** One placeholder at the end of `url` at most. */
  | { type: 'URL'; text: string; url: string }
  | { type: 'PHONE_NUMBER'; text: string; phone_number: string }
  /** The code is copied or filled in on the phone; sent as a URL button's parameter. */
  | { type: 'OTP'; text: string; otp_type: 'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP' }
  | { type: 'REQUEST_CONTACT_INFO'; text: string }

export function partOf<T extends TemplateComponent['type']>(
  template: Template,
  type: T,
): Extract<TemplateComponent, { type: T }> | undefined {
  return template.components.find((part): part is Extract<TemplateComponent, { type: T }> => part.type === type)
}

/** `{{1}}` or `{{order_no}}`: what stands between the braces, in the order in which it stands, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([a-z0-9_]+)\s*\}\}/g)].map((found) => found[1] as string))]
}

export function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([a-z0-9_]+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole)
}

/** Whether its parameters go by name or by place. */
export function parameterFormat(template: Template): 'NAMED' | 'POSITIONAL' {
  const texts = template.components.flatMap((part) => ('text' in part ? [part.text] : []))
  return texts.flatMap(placeholders).some((name) => !/^\d+$/.test(name)) ? 'NAMED' : 'POSITIONAL'
}
