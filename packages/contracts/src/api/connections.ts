import { z } from 'zod'
import { endpoint } from './endpoints.ts'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { cause, id, instant, oneQuery, page, pageQuery, text } from './values.ts'

export const pushPolicyJson = z
  .strictObject({
    confirm: z
      .enum(['at-paid', 'at-create'])
      .meta({ description: 'What opens the confirmation in the ERP, which reserves stock.' }),
    cashOnDelivery: z.enum(['hold', 'confirm']),
    pointOfSale: z.enum(['push', 'record']),
  })
  .meta({ id: 'PushPolicy', description: 'What of a channel is carried to the ERP, and when it is confirmed there.' })

const kind = z.enum(['channel', 'erp', 'messaging']).meta({ description: 'messaging: a number that people write to.' })

const apiVersion = z
  .string()
  .regex(/^v\d{2,3}\.\d$/, 'must look like v26.0')
  .meta({ description: 'Of the provider, named on every call.' })
const marketingPath = z.enum(['messages', 'marketing_messages']).meta({
  description:
    'Which way templates of the category marketing take. Accounts that must leave `messages` are told so (131063).',
})

export const connection = z
  .strictObject({
    id,
    provider: z.string(),
    kind,
    name: z.string(),
    status: z.enum(['active', 'paused', 'disconnected']),
    account: z.string().meta({ description: 'The provider’s own key of the account: a shop’s domain.' }),
    createdAt: instant,
    channel: z
      .strictObject({
        installedAt: instant,
        disconnectedAt: instant.nullable(),
        canBeAsked: z
          .boolean()
          .meta({ description: 'There are credentials to ask it with, and they were not taken away.' }),
        cutOverAt: instant.meta({ description: 'Orders placed before are recorded and not carried.' }),
        pushPolicy: pushPolicyJson,
        erpConnectionId: id.nullable(),
      })
      .nullable(),
    erp: z
      .strictObject({
        url: z.string(),
        database: z.string(),
        companyId: z.string(),
        warehouseId: z.string().nullable(),
        keyExpiresAt: instant.nullable(),
      })
      .nullable(),
    number: z
      .strictObject({
        apiVersion: z.string().nullable().meta({ description: 'Null: the one that this hub was made for.' }),
        marketingPath,
        keyExpiresAt: instant.nullable().meta({
          description: 'When the access token ends, as far as is known: asked when it is stored and at each check.',
        }),
      })
      .nullable()
      .meta({ description: 'Of a number that people write to.' }),
  })
  .meta({
    id: 'Connection',
    description: 'A channel, an ERP or a number that people write to. Secrets are never shown.',
  })
export type ConnectionJson = z.input<typeof connection>

const shownShop: ConnectionJson = {
  id: sample.shop,
  provider: 'shopify',
  kind: 'channel',
  name: 'Demo shop',
  status: 'active',
  account: 'demo.myshopify.com',
  createdAt: sampleTime,
  channel: {
    installedAt: sampleTime,
    disconnectedAt: null,
    canBeAsked: true,
    cutOverAt: sampleTime,
    pushPolicy: { confirm: 'at-paid', cashOnDelivery: 'hold', pointOfSale: 'push' },
    erpConnectionId: sample.erp,
  },
  erp: null,
  number: null,
}
const shownErp: ConnectionJson = {
  id: sample.erp,
  provider: 'odoo',
  kind: 'erp',
  name: 'Odoo',
  status: 'active',
  account: '0197a000-0000-7000-8000-0000000000ff:1',
  createdAt: sampleTime,
  channel: null,
  erp: {
    url: 'https://erp.example.com',
    database: 'example',
    companyId: '1',
    warehouseId: '1',
    keyExpiresAt: '2027-02-18T09:30:00.000Z',
  },
  number: null,
}

const shownNumber: ConnectionJson = {
  id: sample.number,
  provider: 'whatsapp-cloud',
  kind: 'messaging',
  name: 'WhatsApp',
  status: 'active',
  account: '106540352242922',
  createdAt: sampleTime,
  channel: null,
  erp: null,
  number: { apiVersion: null, marketingPath: 'messages', keyExpiresAt: null },
}

const connectionId = z.strictObject({ connectionId: id })
const name = text(100)
const word = text(500).regex(/^[!-~]+$/, 'must be one word without spaces')
const shopDomain = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'must look like your-shop.myshopify.com')
const transport = z.enum(['auto', 'json-2', 'json-rpc', 'xml-rpc'])

export const listConnections = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/connections',
  tag: 'Connections',
  scope: 'connections:read',
  summary: 'List connections, newest first',
  query: pageQuery.extend({ kind: kind.optional() }),
  answer: page(connection),
  examples: {
    all: { summary: 'All of them', answer: { items: [shownShop, shownErp], next: null } },
    erps: { summary: 'ERPs only', query: { kind: 'erp' }, answer: { items: [shownErp], next: null } },
  },
})

export const getConnection = operation({
  id: 'getConnection',
  method: 'GET',
  path: '/connections/{connectionId}',
  tag: 'Connections',
  scope: 'connections:read',
  summary: 'One connection',
  params: connectionId,
  query: oneQuery,
  answer: connection,
  examples: {
    channel: { summary: 'A channel', params: { connectionId: sample.shop }, answer: shownShop },
    erp: { summary: 'An ERP', params: { connectionId: sample.erp }, answer: shownErp },
  },
})

export const newShopify = z
  .strictObject({
    provider: z.literal('shopify'),
    name,
    shopDomain,
    clientSecret: word.meta({ description: 'Webhooks of the app are signed with it.' }),
    previousClientSecret: word.optional().meta({ description: 'Still valid while Shopify changes over.' }),
    adminToken: word
      .optional()
      .meta({ description: 'Lets the shop be asked for orders; checked before it is stored.' }),
    cutOverAt: instant.optional().meta({ description: 'Orders placed before are recorded only. Now, when left out.' }),
    pushPolicy: pushPolicyJson.partial().optional(),
    erpConnectionId: id.optional().meta({ description: 'The ERP that carries its orders.' }),
  })
  .meta({ id: 'NewShopifyConnection' })

export const newDirect = z
  .strictObject({
    provider: z.literal('direct'),
    name,
    account: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'small letters, digits and dashes')
      .meta({ description: 'What you call this source of orders, one of a kind: own-shop, chat.' }),
    cutOverAt: instant.optional().meta({ description: 'Orders placed before are recorded only. Now, when left out.' }),
    pushPolicy: pushPolicyJson.partial().optional(),
    erpConnectionId: id.optional().meta({ description: 'The ERP that carries its orders.' }),
  })
  .meta({ id: 'NewDirectConnection', description: 'Orders are handed in over this API; nobody calls from outside.' })

const metaId = z.string().regex(/^\d{5,25}$/, 'must be digits')

export const newWhatsapp = z
  .strictObject({
    provider: z.literal('whatsapp-cloud'),
    name,
    wabaId: metaId.meta({ description: 'The WhatsApp Business Account ID.' }),
    phoneNumberId: metaId.meta({ description: 'The Phone number ID; not the number.' }),
    accessToken: word.meta({ description: 'Of a system user. Tried before it is stored.' }),
    appSecret: word.meta({ description: 'Meta signs every webhook with it.' }),
    appId: metaId.optional().meta({
      description: 'With it the hub also learns when the token ends, and tells people before it does.',
    }),
    apiVersion: apiVersion.optional(),
    marketingPath: marketingPath.optional(),
    endpointId: id.optional().meta({
      description:
        'An endpoint of yours that hears another number of the same app: Meta calls one address for each app. Left out, one is made.',
    }),
  })
  .meta({ id: 'NewWhatsappConnection' })

export const newOdoo = z
  .strictObject({
    provider: z.literal('odoo'),
    name,
    url: z.url({ protocol: /^https?$/ }).max(500),
    database: text(100),
    login: text(200),
    secret: word.meta({
      description:
        'A password or an API key. An administrator’s is used once, to make a user with few rights and a key of its own.',
    }),
    transport: transport.optional(),
  })
  .meta({ id: 'NewOdooConnection' })

export const createConnection = operation({
  id: 'createConnection',
  method: 'POST',
  path: '/connections',
  tag: 'Connections',
  scope: 'connections:write',
  summary: 'Connect a channel, a number or an ERP',
  description:
    'An ERP is logged in to first, and a token is tried first: what does not work is not stored. For a channel that calls us the answer names the endpoint that it has to call.',
  body: z.discriminatedUnion('provider', [newShopify, newDirect, newWhatsapp, newOdoo]),
  answer: z.strictObject({
    connection,
    endpoint: endpoint.nullable(),
    verifyToken: z.string().nullable().meta({
      description:
        'Of a number: to be entered at Meta together with the endpoint’s address. Shown this once; another one can be made.',
    }),
  }),
  status: 201,
  idempotent: true,
  errors: [
    'conflict',
    'not-found',
    'address-not-allowed',
    'credentials-rejected',
    'rights-missing',
    'provider-refused',
    'provider-unreachable',
    'provider-busy',
  ],
  examples: {
    shopify: {
      summary: 'A Shopify shop whose orders go to an ERP',
      body: {
        provider: 'shopify',
        name: 'Second shop',
        shopDomain: 'second.myshopify.com',
        clientSecret: 'client-secret-of-the-app',
        erpConnectionId: sample.erp,
      },
      answer: {
        connection: { ...shownShop, name: 'Second shop', account: 'second.myshopify.com' },
        endpoint: {
          id: sample.endpoint,
          provider: 'shopify',
          url: `https://hub.example.com/hooks/${sample.endpoint}`,
          active: true,
          bodyLimitBytes: 1_048_576,
          validSecrets: 1,
          serves: [{ account: 'second.myshopify.com', connectionId: sample.shop }],
          createdAt: sampleTime,
        },
        verifyToken: null,
      },
    },
    whatsapp: {
      summary: 'A WhatsApp number',
      body: {
        provider: 'whatsapp-cloud',
        name: 'WhatsApp',
        wabaId: '102290129340398',
        phoneNumberId: '106540352242922',
        accessToken: 'access-token-of-a-system-user',
        appSecret: 'app-secret-of-meta',
      },
      answer: {
        connection: shownNumber,
        endpoint: {
          id: sample.numberEndpoint,
          provider: 'whatsapp-cloud',
          url: `https://hub.example.com/hooks/${sample.numberEndpoint}`,
          active: true,
          bodyLimitBytes: 3_145_728,
          validSecrets: 2,
          serves: [
            { account: '106540352242922', connectionId: sample.number },
            { account: 'waba:102290129340398', connectionId: sample.number },
          ],
          createdAt: sampleTime,
        },
        verifyToken: 'made-by-the-hub-and-shown-once',
      },
    },
    direct: {
      summary: 'A shop of your own, whose orders are handed in here',
      body: {
        provider: 'direct',
        name: 'Own shop',
        account: 'own-shop',
        cutOverAt: '2026-01-01T00:00:00Z',
        erpConnectionId: sample.erp,
      },
      answer: {
        connection: {
          ...shownShop,
          id: sample.direct,
          provider: 'direct',
          name: 'Own shop',
          account: 'own-shop',
          channel: { ...shownShop.channel, canBeAsked: false } as ConnectionJson['channel'],
        },
        endpoint: null,
        verifyToken: null,
      },
    },
    odoo: {
      summary: 'An Odoo',
      body: {
        provider: 'odoo',
        name: 'Odoo',
        url: 'https://erp.example.com',
        database: 'example',
        login: 'admin',
        secret: 'password-or-api-key',
      },
      answer: { connection: shownErp, endpoint: null, verifyToken: null },
    },
  },
})

export const updateConnection = operation({
  id: 'updateConnection',
  method: 'PATCH',
  path: '/connections/{connectionId}',
  tag: 'Connections',
  scope: 'connections:write',
  summary: 'Change how a connection is used',
  description:
    'What is left out stays as it is. `number` belongs to numbers and is tried first, all else but the name to channels. What is decided already stays decided: a new policy holds for what comes from now on.',
  params: connectionId,
  body: z.strictObject({
    name: name.optional(),
    cutOverAt: instant.optional(),
    pushPolicy: pushPolicyJson.partial().optional(),
    erpConnectionId: id.nullable().optional(),
    number: z
      .strictObject({ apiVersion: apiVersion.nullable().optional(), marketingPath: marketingPath.optional() })
      .optional(),
  }),
  answer: connection,
  needsMatch: true,
  errors: [
    'conflict',
    'credentials-rejected',
    'rights-missing',
    'provider-refused',
    'provider-unreachable',
    'provider-busy',
  ],
  examples: {
    marketing: {
      summary: 'Send marketing templates the other way',
      params: { connectionId: sample.number },
      body: { number: { marketingPath: 'marketing_messages' } },
      answer: {
        ...shownNumber,
        number: { apiVersion: null, marketingPath: 'marketing_messages', keyExpiresAt: null },
      },
    },
    policy: {
      summary: 'Confirm orders as soon as they are placed',
      params: { connectionId: sample.shop },
      body: { pushPolicy: { confirm: 'at-create' } },
      answer: {
        ...shownShop,
        channel: {
          ...shownShop.channel,
          pushPolicy: { confirm: 'at-create', cashOnDelivery: 'hold', pointOfSale: 'push' },
        } as ConnectionJson['channel'],
      },
    },
  },
})

export const connectionCheck = z
  .strictObject({
    ok: z.boolean(),
    checkedAt: instant,
    says: z.array(z.string()).meta({ description: 'Who answered and what it may, in sentences.' }),
    problem: cause.nullable(),
    problems: z
      .array(z.string())
      .meta({ description: 'What stands against using it although it answers, in sentences.' }),
    remedy: z.string().nullable().meta({ description: 'What to do about the problem.' }),
  })
  .meta({ id: 'ConnectionCheck' })

export const checkConnection = operation({
  id: 'checkConnection',
  method: 'POST',
  path: '/connections/{connectionId}/check',
  tag: 'Connections',
  scope: 'connections:write',
  summary: 'Try the credentials now',
  description: 'Calls the provider. An answer of 200 tells of failure too: see `ok`.',
  params: connectionId,
  answer: connectionCheck,
  errors: ['conflict'],
  examples: {
    erp: {
      summary: 'An ERP that answers',
      params: { connectionId: sample.erp },
      answer: {
        ok: true,
        checkedAt: sampleTime,
        says: ['Odoo 19.0 answers as company "My Company" (INR), by json-2.'],
        problem: null,
        problems: [],
        remedy: null,
      },
    },
    number: {
      summary: 'A number that sends, and hears nothing yet',
      params: { connectionId: sample.number },
      answer: {
        ok: false,
        checkedAt: sampleTime,
        says: ['WhatsApp (+91 80 4718 0000, "Demo brand") answers.', 'Its quality is green.'],
        problem: null,
        problems: ['No app is subscribed to the account: nothing that customers write would be heard.'],
        remedy: null,
      },
    },
  },
})

const renewedWhatsapp = z
  .strictObject({
    provider: z.literal('whatsapp-cloud'),
    accessToken: word.optional(),
    appSecret: word.optional().meta({ description: 'Valid at once beside the one before it.' }),
    keepPrevious: z.boolean().default(true).meta({ description: 'Whether the app secret before it stays valid.' }),
  })
  .refine(
    ({ accessToken, appSecret }) => accessToken !== undefined || appSecret !== undefined,
    'name a token or a secret',
  )

export const replaceCredentials = operation({
  id: 'replaceCredentials',
  method: 'PUT',
  path: '/connections/{connectionId}/credentials',
  tag: 'Connections',
  scope: 'connections:write',
  summary: 'Replace the credentials of a connection',
  description:
    'They are tried first, and stored only when they work. What waited for them goes on by itself. For a shop this is its Admin API token; the secret that its webhooks are signed with belongs to its endpoint.',
  params: connectionId,
  body: z.discriminatedUnion('provider', [
    z.strictObject({ provider: z.literal('shopify'), adminToken: word }),
    z.strictObject({ provider: z.literal('odoo'), login: text(200), secret: word }),
    renewedWhatsapp,
  ]),
  answer: connection,
  errors: [
    'conflict',
    'operator-only',
    'address-not-allowed',
    'credentials-rejected',
    'rights-missing',
    'provider-refused',
    'provider-unreachable',
    'provider-busy',
  ],
  examples: {
    odoo: {
      summary: 'A new key of the Odoo user',
      params: { connectionId: sample.erp },
      body: { provider: 'odoo', login: 'admin', secret: 'password-or-api-key' },
      answer: shownErp,
    },
    token: {
      summary: 'A new access token of a number',
      params: { connectionId: sample.number },
      body: { provider: 'whatsapp-cloud', accessToken: 'access-token-of-a-system-user' },
      answer: shownNumber,
    },
    appSecret: {
      summary: 'A new app secret beside the old one',
      params: { connectionId: sample.number },
      body: { provider: 'whatsapp-cloud', appSecret: 'new-app-secret-of-meta' },
      answer: shownNumber,
    },
  },
})

export const makeVerifyToken = operation({
  id: 'makeVerifyToken',
  method: 'POST',
  path: '/connections/{connectionId}/verify-token',
  tag: 'Connections',
  scope: 'connections:write',
  summary: 'Make another token for the provider to verify the address with',
  description:
    'Of a number with an endpoint of its own. Shown this once. The one before it stays valid until another is made.',
  params: connectionId,
  answer: z.strictObject({ url: z.string(), verifyToken: z.string() }),
  status: 201,
  idempotent: true,
  errors: ['conflict', 'operator-only'],
  examples: {
    another: {
      summary: 'For a number',
      params: { connectionId: sample.number },
      answer: {
        url: `https://hub.example.com/hooks/${sample.numberEndpoint}`,
        verifyToken: 'made-by-the-hub-and-shown-once',
      },
    },
  },
})

export const preflight = z
  .strictObject({
    ready: z.boolean(),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        ok: z.boolean(),
        blocking: z.boolean().meta({ description: 'Without it the connection cannot go live.' }),
        say: z.string(),
        remedy: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Preflight' })

export const getPreflight = operation({
  id: 'getPreflight',
  method: 'GET',
  path: '/connections/{connectionId}/preflight',
  tag: 'Connections',
  scope: 'connections:read',
  summary: 'What is missing before it can go live',
  description: 'From what is known here; nobody is called. `…/check` tries the credentials.',
  params: connectionId,
  answer: preflight,
  examples: {
    channel: {
      summary: 'A channel that has heard nothing yet',
      params: { connectionId: sample.shop },
      answer: {
        ready: false,
        checks: [
          { id: 'endpoint', ok: true, blocking: true, say: 'An endpoint with a secret hears it.', remedy: null },
          {
            id: 'public-address',
            ok: false,
            blocking: true,
            say: 'Nobody outside knows how to reach this hub.',
            remedy: 'Set PUBLIC_URL to the address that channels can reach.',
          },
        ],
      },
    },
  },
})

const happening = z.strictObject({ id, at: instant, kind: z.string(), message: z.string() })

export const listConnectionTimeline = operation({
  id: 'listConnectionTimeline',
  method: 'GET',
  path: '/connections/{connectionId}/timeline',
  tag: 'Connections',
  scope: 'connections:read',
  summary: 'What happened to a connection, newest first',
  params: connectionId,
  query: pageQuery,
  answer: page(happening),
  examples: {
    token: {
      summary: 'A shop that can be asked now',
      params: { connectionId: sample.shop },
      answer: {
        items: [
          {
            id: sample.entry,
            at: sampleTime,
            kind: 'token',
            message: 'Demo shop can be asked for orders now. Unclear ones that are asked for: 0.',
          },
        ],
        next: null,
      },
    },
  },
})
