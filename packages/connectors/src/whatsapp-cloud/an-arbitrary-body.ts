import fc from 'fast-check'

/**
 * Bodies as Meta may post them, within what is documented: many accounts and numbers, every kind of item, optional fields
 * there or not, unknown ones beside them. Used by tests only.
 */

type Json = Record<string, unknown>

export interface Change {
  waba: string
  time: number | null
  field: string
  value: Json
}

const numbers = ['410987654321001', '410987654321002', '510000000000003']
const accounts = ['218840199871234', '318840199871235']
const time = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 })
const seconds = time.map(String)
const id = fc.uuid().map((uuid) => `wamid.HBgM${Buffer.from(uuid).toString('base64')}`)
const phone = fc.stringMatching(/^[1-9][0-9]{6,13}$/)
const userId = fc.stringMatching(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,30}$/)
const words = fc.string({ minLength: 1, maxLength: 40 })
const mediaBody = fc.record(
  {
    id: fc.stringMatching(/^[0-9]{6,20}$/),
    mime_type: fc.constantFrom('image/jpeg', 'audio/ogg; codecs=opus', 'application/pdf'),
    sha256: words,
    url: words,
    caption: words,
    filename: words,
    voice: fc.boolean(),
    animated: fc.boolean(),
  },
  { requiredKeys: ['id', 'mime_type'] },
)
const error = fc.record(
  {
    code: fc.constantFrom(130429, 131000, 131026, 131047, 131049, 131051, 190, 999999),
    title: words,
    message: words,
    error_data: fc.record({ details: words }),
    href: words,
  },
  { requiredKeys: ['code'] },
)
const reply = fc.record({ id: words, title: words, description: words })
const degrees = (most: number) =>
  fc.oneof(
    fc.double({ min: -most, max: most, noNaN: true }),
    fc.double({ min: -most, max: most, noNaN: true }).map(String),
  )

const bodies: Record<string, fc.Arbitrary<unknown>> = {
  text: fc.record({ body: words }),
  image: mediaBody,
  video: mediaBody,
  audio: mediaBody,
  document: mediaBody,
  sticker: mediaBody,
  location: fc.record(
    { latitude: degrees(90), longitude: degrees(180), name: words, address: words, url: words },
    { requiredKeys: ['latitude', 'longitude'] },
  ),
  contacts: fc.array(
    fc.record(
      {
        origin: fc.constant('contact_request'),
        vcard: words,
        name: fc.record({ formatted_name: words }),
        phones: fc.array(fc.record({ phone: words, wa_id: phone }, { requiredKeys: ['phone'] })),
      },
      { requiredKeys: [] },
    ),
  ),
  button: fc.record({ payload: words, text: words }, { requiredKeys: ['text'] }),
  interactive: fc.oneof(
    fc.record({ type: fc.constant('button_reply'), button_reply: reply }),
    fc.record({ type: fc.constant('list_reply'), list_reply: reply }),
    fc.record({
      type: fc.constant('nfm_reply'),
      nfm_reply: fc.record({ name: words, body: words, response_json: fc.oneof(fc.json(), fc.string()) }),
    }),
  ),
  order: fc.record({
    catalog_id: words,
    text: fc.string(),
    product_items: fc.array(
      fc.record({
        product_retailer_id: words,
        quantity: fc.integer({ min: 1, max: 99 }),
        item_price: fc.double({ min: 0, max: 1e6, noNaN: true }),
        currency: fc.constantFrom('INR', 'USD'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  reaction: fc.record({ message_id: id, emoji: words }, { requiredKeys: ['message_id'] }),
  system: fc.record(
    {
      type: fc.constantFrom('user_changed_number', 'user_changed_user_id', 'customer_identity_changed', 'tomorrow'),
      body: words,
      wa_id: phone,
      user_id: userId,
      previous_user_id: userId,
    },
    { requiredKeys: ['type'] },
  ),
  unsupported: fc.record({ type: words }, { requiredKeys: [] }),
  hologram: fc.jsonValue({ maxDepth: 2 }),
}

const message = fc.constantFrom(...Object.keys(bodies)).chain((type) =>
  fc.record(
    {
      id,
      timestamp: seconds,
      type: fc.constant(type),
      [type]: bodies[type] ?? fc.constant({}),
      from_user_id: userId,
      from: phone,
      group_id: words,
      context: fc.record({ id, forwarded: fc.boolean() }, { requiredKeys: [] }),
      referral: fc.record({ source_id: words, source_type: words, ctwa_clid: words }, { requiredKeys: [] }),
      errors: fc.array(error, { maxLength: 2 }),
      a_field_of_tomorrow: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: ['id', 'timestamp', 'type', type, 'from_user_id'] },
  ),
)

const status = fc
  .record(
    {
      id,
      status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed'),
      timestamp: seconds,
      recipient_id: phone,
      recipient_user_id: userId,
      biz_opaque_callback_data: words,
      pricing: fc.record({ billable: fc.boolean(), pricing_model: words, type: words, category: words }),
      errors: fc.array(error, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ['id', 'status', 'timestamp', 'errors'] },
  )
  .map(({ errors, ...rest }) => (rest.status === 'failed' ? { ...rest, errors } : rest))

const contact = fc.record(
  { profile: fc.record({ name: words, username: words }, { requiredKeys: [] }), wa_id: phone, user_id: userId },
  { requiredKeys: ['user_id'] },
)

const owned = { waba: fc.constantFrom(...accounts), time: fc.option(time) }

const messagesChange = fc.record({
  ...owned,
  field: fc.constant('messages'),
  value: fc
    .record(
      {
        messaging_product: fc.constant('whatsapp'),
        metadata: fc.record({
          display_phone_number: fc.constant('918047180000'),
          phone_number_id: fc.constantFrom(...numbers),
        }),
        contacts: fc.array(contact, { maxLength: 3 }),
        messages: fc.array(message, { maxLength: 3 }),
        statuses: fc.array(status, { maxLength: 3 }),
        errors: fc.array(error, { maxLength: 1 }),
      },
      { requiredKeys: ['messaging_product', 'metadata', 'messages'] },
    )
    .map((value): Json => value),
})

const preferencesChange = fc.record({
  ...owned,
  field: fc.constant('user_preferences'),
  value: fc
    .record({
      messaging_product: fc.constant('whatsapp'),
      metadata: fc.record({ phone_number_id: fc.constantFrom(...numbers) }),
      user_preferences: fc.array(
        fc.record({
          wa_id: phone,
          user_id: userId,
          category: fc.constant('marketing_messages'),
          value: fc.constantFrom('stop', 'resume'),
          timestamp: time,
        }),
        { minLength: 1, maxLength: 2 },
      ),
    })
    .map((value): Json => value),
})

const accountChange = fc.record({
  ...owned,
  field: fc.constantFrom('message_template_status_update', 'account_update', 'security', 'a_field_of_tomorrow'),
  value: fc
    .record({
      event: fc.constantFrom('APPROVED', 'PAUSED', 'DISABLED', 'SOMETHING_NEW'),
      message_template_id: fc.bigInt({ min: 1n, max: 2n ** 53n }).map(Number),
      message_template_name: fc.stringMatching(/^[a-z_]{1,12}$/),
      message_template_language: fc.constantFrom('en_IN', 'hi'),
    })
    .map((value): Json => value),
})

export const changes: fc.Arbitrary<Change[]> = fc.array(fc.oneof(messagesChange, preferencesChange, accountChange), {
  minLength: 1,
  maxLength: 6,
})

/** One entry a change, as Meta batches. */
export function bodyOf(all: Change[]): Buffer {
  const entry = all.map(({ waba, time: raised, field, value }) => ({
    id: waba,
    ...(raised === null ? {} : { time: raised }),
    changes: [{ field, value }],
  }))
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }))
}

/** Every item of a change on its own, as if Meta had not batched. */
export function splitUp({ value, ...change }: Change): Change[] {
  const lists = ['messages', 'statuses', 'errors', 'user_preferences'].filter((name) => name in value)
  if (lists.length === 0) return [{ value, ...change }]
  const around = Object.fromEntries(Object.entries(value).filter(([name]) => !lists.includes(name)))
  return lists.flatMap((name) =>
    (value[name] as unknown[]).map((one) => ({ ...change, value: { ...around, [name]: [one] } })),
  )
}
