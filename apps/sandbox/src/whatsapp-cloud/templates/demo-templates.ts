import { templateId } from '../ids.ts'
import type { Template, TemplateComponent } from './template.ts'

/** What a new account of the sandbox has: the hub's notices in two languages, its alerts, and one template of each other kind. */
export function demoTemplates(wabaId: string): Template[] {
  return texts.map(({ name, language, category, components }) => ({
    id: templateId(wabaId, name, language),
    name,
    language,
    category,
    status: 'APPROVED',
    components,
  }))
}

const texts: Pick<Template, 'name' | 'language' | 'category' | 'components'>[] = [
  utility('order_confirmation', 'en', [
    {
      type: 'BODY',
      text: 'Hello {{1}}, thank you for your order {{2}} over {{3}}. We tell you as soon as it is on its way.',
    },
  ]),
  utility('order_confirmation', 'hi', [
    { type: 'BODY', text: 'नमस्ते {{1}}, आपके ऑर्डर {{2}} ({{3}}) के लिए धन्यवाद। रवाना होते ही हम आपको बताएँगे।' },
  ]),
  utility('order_cancelled', 'en', [
    {
      type: 'BODY',
      text: 'Hello {{1}}, your order {{2}} has been cancelled. If that surprises you, please answer this message.',
    },
  ]),
  utility('order_cancelled', 'hi', [
    { type: 'BODY', text: 'नमस्ते {{1}}, आपका ऑर्डर {{2}} रद्द कर दिया गया है। कोई सवाल हो तो इस संदेश का उत्तर दें।' },
  ]),
  utility('order_needs_something', 'en', [
    {
      type: 'BODY',
      text: 'Hello {{1}}, before we can send your order {{2}} we need something from you: {{3}}. Please answer this message.',
    },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Talk to us' }] },
  ]),
  utility('order_needs_something', 'hi', [
    { type: 'BODY', text: 'नमस्ते {{1}}, आपका ऑर्डर {{2}} भेजने से पहले हमें आपसे कुछ चाहिए: {{3}}। कृपया इस संदेश का उत्तर दें।' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'हमसे बात करें' }] },
  ]),
  utility('crossdock_alert', 'en', [
    {
      type: 'BODY',
      text: 'Crossdock has something to look at for {{1}}: {{2}}. Where to look: {{3}} (each is told once).',
    },
  ]),
  utility('order_shipped_v3', 'en_IN', [
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'BODY', text: 'Hello {{customer}}, order {{order_no}} is on its way.' },
    { type: 'FOOTER', text: 'Your invoice is attached' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'View order', url: 'https://shop.example.in/orders/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Track order' },
      ],
    },
  ]),
  utility('payment_due', 'hi', [{ type: 'BODY', text: 'ऑर्डर {{1}} के {{2}} अभी बाकी हैं। कृपया भुगतान करें।' }]),
  {
    name: 'login_otp',
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', text: '{{1}} is your verification code.' },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'Copy code', otp_type: 'COPY_CODE' }] },
    ],
  },
  {
    name: 'festival_offer',
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'For you, {{1}}' },
      { type: 'BODY', text: 'Hampers from {{1}} this week, and free delivery over {{2}} rupees.' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Show me' },
          { type: 'QUICK_REPLY', text: 'Stop promotions' },
        ],
      },
    ],
  },
]

function utility(name: string, language: string, components: TemplateComponent[]) {
  return { name, language, category: 'UTILITY' as const, components }
}
