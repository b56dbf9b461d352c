// Made by "npm run schema" from the migrated database. Do not edit.
import { sql } from 'drizzle-orm'
import { bigint, boolean, char, date, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const crossdock = pgSchema('crossdock')
/** The database fills it in; the expression itself stands in the migration. */
const inDatabase = sql`default`

export const alertRecipients = crossdock.table('alert_recipients', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  channel: text('channel').notNull(),
  address: text('address').notNull(),
  addressHash: text('address_hash').notNull(),
  kinds: text('kinds').array(),
  quietFrom: text('quiet_from'),
  quietUntil: text('quiet_until'),
  timeZone: text('time_zone').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const alertTellings = crossdock.table('alert_tellings', {
  tenantId: uuid('tenant_id').notNull(),
  alertId: uuid('alert_id').notNull(),
  recipient: text('recipient').notNull(),
  toldAt: timestamp('told_at', { withTimezone: true }).notNull(),
  size: integer('size').notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.alertId, t.recipient] })])

export const alerts = crossdock.table('alerts', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind').notNull(),
  dedupeKey: text('dedupe_key').notNull(),
  state: text('state').notNull().default(inDatabase),
  size: integer('size').notNull(),
  facts: jsonb('facts').notNull(),
  openedAt: timestamp('opened_at', { withTimezone: true }).notNull(),
  closedAt: timestamp('closed_at', { withTimezone: true }),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const apiKeys = crossdock.table('api_keys', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  scopes: text('scopes').array().notNull(),
  secretHash: text('secret_hash').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const channelHours = crossdock.table('channel_hours', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  hour: timestamp('hour', { withTimezone: true }).notNull(),
  events: integer('events').notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.hour] })])

export const connectionTimeline = crossdock.table('connection_timeline', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  correlationId: uuid('correlation_id').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(inDatabase),
  kind: text('kind').notNull(),
  message: text('message').notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const connections = crossdock.table('connections', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  provider: text('provider').notNull(),
  name: text('name').notNull(),
  status: text('status').notNull().default(inDatabase),
  providerKey: text('provider_key').notNull(),
  config: jsonb('config').notNull().default(inDatabase),
  secrets: text('secrets'),
  erpDatabaseId: uuid('erp_database_id'),
  erpCompanyId: text('erp_company_id'),
  erpWarehouseId: text('erp_warehouse_id'),
  erpConnectionId: uuid('erp_connection_id'),
  cutOverAt: timestamp('cut_over_at', { withTimezone: true }).notNull(),
  pushPolicy: jsonb('push_policy').notNull().default(inDatabase),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  installedAt: timestamp('installed_at', { withTimezone: true }).notNull().default(inDatabase),
  disconnectedAt: timestamp('disconnected_at', { withTimezone: true }),
  messaging: boolean('messaging').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const consents = crossdock.table('consents', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind').notNull(),
  key: text('key').notNull(),
  scope: text('scope').notNull(),
  choice: text('choice').notNull(),
  source: text('source').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull(),
  messageId: uuid('message_id'),
  notedAt: timestamp('noted_at', { withTimezone: true }).notNull().default(inDatabase),
  reason: text('reason'),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const conversationKeys = crossdock.table('conversation_keys', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  conversationId: uuid('conversation_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  kind: text('kind').notNull(),
  key: text('key').notNull(),
  since: timestamp('since', { withTimezone: true }).notNull(),
  endedAt: timestamp('ended_at', { withTimezone: true }),
  endedReason: text('ended_reason'),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const conversations = crossdock.table('conversations', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  phone: text('phone'),
  userId: text('user_id'),
  name: text('name'),
  customerId: uuid('customer_id'),
  lastInboundAt: timestamp('last_inbound_at', { withTimezone: true }),
  lastMessageId: uuid('last_message_id'),
  pairSpokenFor: timestamp('pair_spoken_for', { withTimezone: true }).notNull().default(inDatabase),
  unreachable: integer('unreachable').notNull().default(inDatabase),
  suppressedAt: timestamp('suppressed_at', { withTimezone: true }),
  movedTo: uuid('moved_to'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const customerKeys = crossdock.table('customer_keys', {
  tenantId: uuid('tenant_id').notNull(),
  kind: text('kind').notNull(),
  key: text('key').notNull(),
  customerId: uuid('customer_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.kind, t.key] })])

export const customers = crossdock.table('customers', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name'),
  email: text('email'),
  phone: text('phone'),
  phoneLast4: text('phone_last4'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const dataKeys = crossdock.table('data_keys', {
  tenantId: uuid('tenant_id').notNull(),
  id: text('id').notNull(),
  purpose: text('purpose').notNull(),
  wrapped: text('wrapped').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  retiredAt: timestamp('retired_at', { withTimezone: true }),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const deliveries = crossdock.table('deliveries', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  endpointId: uuid('endpoint_id').notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
  headers: jsonb('headers').notNull(),
  body: text('body').notNull(),
  bodyBytes: integer('body_bytes').notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id, t.receivedAt] })])

export const earlyStatuses = crossdock.table('early_statuses', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  providerKey: text('provider_key').notNull(),
  state: text('state').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull(),
  failure: jsonb('failure'),
  pricing: jsonb('pricing'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.providerKey, t.state] })])

export const endpointConnections = crossdock.table('endpoint_connections', {
  tenantId: uuid('tenant_id').notNull(),
  endpointId: uuid('endpoint_id').notNull(),
  providerKey: text('provider_key').notNull(),
  connectionId: uuid('connection_id').notNull(),
  endpointTenantId: uuid('endpoint_tenant_id').notNull().default(inDatabase),
  endpointShared: boolean('endpoint_shared').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.endpointId, t.providerKey] })])

export const endpointCounters = crossdock.table('endpoint_counters', {
  tenantId: uuid('tenant_id').notNull(),
  endpointId: uuid('endpoint_id').notNull(),
  day: date('day').notNull(),
  outcome: text('outcome').notNull(),
  n: bigint('n', { mode: 'bigint' }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.endpointId, t.day, t.outcome] })])

export const endpoints = crossdock.table('endpoints', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  provider: text('provider').notNull(),
  secrets: text('secrets').notNull(),
  bodyLimitBytes: integer('body_limit_bytes').notNull(),
  active: boolean('active').notNull().default(inDatabase),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  shared: boolean('shared').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const erpDatabaseNames = crossdock.table('erp_database_names', {
  name: text('name').notNull(),
  erpDatabaseId: uuid('erp_database_id').notNull(),
}, (t) => [primaryKey({ columns: [t.name] })])

export const erpDatabases = crossdock.table('erp_databases', {
  id: uuid('id').notNull(),
  minIntervalMs: integer('min_interval_ms').notNull().default(inDatabase),
  maxBatch: integer('max_batch').notNull().default(inDatabase),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  nextCallAt: timestamp('next_call_at', { withTimezone: true }).notNull().default(inDatabase),
  turnHolder: uuid('turn_holder'),
  turnUntil: timestamp('turn_until', { withTimezone: true }),
}, (t) => [primaryKey({ columns: [t.id] })])

export const erpDocuments = crossdock.table('erp_documents', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  orderId: uuid('order_id').notNull(),
  revision: integer('revision').notNull(),
  externalId: text('external_id').notNull(),
  document: text('document').notNull(),
  state: text('state').notNull().default(inDatabase),
  erpId: text('erp_id'),
  erpName: text('erp_name'),
  expected: jsonb('expected').notNull(),
  readBack: jsonb('read_back'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
  unanswered: integer('unanswered').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const erpFences = crossdock.table('erp_fences', {
  erpDatabaseId: uuid('erp_database_id').notNull(),
  id: uuid('id').notNull(),
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  erpIds: text('erp_ids').array().notNull(),
  token: bigint('token', { mode: 'bigint' }).notNull(),
  sentAt: timestamp('sent_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.erpDatabaseId, t.id] })])

export const erpMergedLanes = crossdock.table('erp_merged_lanes', {
  lane: text('lane').notNull(),
  erpDatabaseId: uuid('erp_database_id').notNull(),
}, (t) => [primaryKey({ columns: [t.lane] })])

export const events = crossdock.table('events', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  dedupeKey: text('dedupe_key').notNull(),
  topic: text('topic').notNull(),
  subjectKind: text('subject_kind'),
  subjectId: text('subject_id'),
  occurredAt: timestamp('occurred_at', { withTimezone: true }),
  triggeredAt: timestamp('triggered_at', { withTimezone: true }),
  causeId: text('cause_id'),
  digest: text('digest').notNull(),
  correlationId: uuid('correlation_id').notNull(),
  deliveryId: uuid('delivery_id').notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const idempotentRequests = crossdock.table('idempotent_requests', {
  tenantId: uuid('tenant_id').notNull(),
  keyHash: text('key_hash').notNull(),
  requestHash: text('request_hash').notNull(),
  status: integer('status'),
  answer: text('answer'),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.keyHash] })])

export const lanes = crossdock.table('lanes', {
  lane: text('lane').notNull(),
  token: bigint('token', { mode: 'bigint' }).notNull(),
  holder: text('holder').notNull(),
  leasedUntil: timestamp('leased_until', { withTimezone: true }).notNull(),
}, (t) => [primaryKey({ columns: [t.lane] })])

export const mappingNeeds = crossdock.table('mapping_needs', {
  tenantId: uuid('tenant_id').notNull(),
  erpConnectionId: uuid('erp_connection_id').notNull(),
  kind: text('kind').notNull(),
  sourceKey: text('source_key').notNull(),
  orderId: uuid('order_id').notNull(),
  label: text('label').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.erpConnectionId, t.kind, t.sourceKey, t.orderId] })])

export const mappings = crossdock.table('mappings', {
  tenantId: uuid('tenant_id').notNull(),
  erpConnectionId: uuid('erp_connection_id').notNull(),
  kind: text('kind').notNull(),
  sourceKey: text('source_key').notNull(),
  targetId: text('target_id').notNull(),
  targetLabel: text('target_label').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.erpConnectionId, t.kind, t.sourceKey] })])

export const messageTemplates = crossdock.table('message_templates', {
  tenantId: uuid('tenant_id').notNull(),
  account: text('account').notNull(),
  name: text('name').notNull(),
  language: text('language').notNull(),
  status: text('status'),
  statusAt: timestamp('status_at', { withTimezone: true }).notNull().default(inDatabase),
  category: text('category'),
  categoryAt: timestamp('category_at', { withTimezone: true }).notNull().default(inDatabase),
  quality: text('quality'),
  qualityAt: timestamp('quality_at', { withTimezone: true }).notNull().default(inDatabase),
  reason: text('reason'),
  shape: jsonb('shape'),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.account, t.name, t.language] })])

export const messages = crossdock.table('messages', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  conversationId: uuid('conversation_id').notNull(),
  direction: text('direction').notNull(),
  providerKey: text('provider_key'),
  providerId: text('provider_id'),
  state: text('state').notNull(),
  type: text('type').notNull(),
  text: text('text').notNull(),
  content: text('content').notNull(),
  repliesTo: text('replies_to'),
  occurredAt: timestamp('occurred_at', { withTimezone: true }).notNull(),
  idempotencyKey: text('idempotency_key'),
  contentDigest: text('content_digest'),
  purpose: text('purpose'),
  notice: text('notice'),
  orderId: uuid('order_id'),
  templateName: text('template_name'),
  templateLanguage: text('template_language'),
  category: text('category'),
  notBefore: timestamp('not_before', { withTimezone: true }),
  withheldAt: timestamp('withheld_at', { withTimezone: true }),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
  attempts: integer('attempts').notNull().default(inDatabase),
  slotAt: timestamp('slot_at', { withTimezone: true }),
  failureCode: text('failure_code'),
  failureFacts: jsonb('failure_facts'),
  providerCode: text('provider_code'),
  pricing: jsonb('pricing'),
  sendingAt: timestamp('sending_at', { withTimezone: true }),
  acceptedAt: timestamp('accepted_at', { withTimezone: true }),
  sentAt: timestamp('sent_at', { withTimezone: true }),
  deliveredAt: timestamp('delivered_at', { withTimezone: true }),
  readAt: timestamp('read_at', { withTimezone: true }),
  failedAt: timestamp('failed_at', { withTimezone: true }),
  againAs: uuid('again_as'),
  correlationId: uuid('correlation_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const messagingChannels = crossdock.table('messaging_channels', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  pausedAt: timestamp('paused_at', { withTimezone: true }),
  pausedCode: text('paused_code'),
  pausedFacts: jsonb('paused_facts'),
  pausedAccess: text('paused_access'),
  perSecond: integer('per_second').notNull().default(inDatabase),
  spokenFor: timestamp('spoken_for', { withTimezone: true }).notNull().default(inDatabase),
  templatesReadAt: timestamp('templates_read_at', { withTimezone: true }),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId] })])

export const messagingSettings = crossdock.table('messaging_settings', {
  tenantId: uuid('tenant_id').notNull(),
  timeZone: text('time_zone'),
  quietFrom: text('quiet_from'),
  quietUntil: text('quiet_until'),
  confirmsOptOut: boolean('confirms_opt_out').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId] })])

export const noticeSettings = crossdock.table('notice_settings', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  notice: text('notice').notNull(),
  messagingConnectionId: uuid('messaging_connection_id').notNull(),
  onSince: timestamp('on_since', { withTimezone: true }),
  choices: jsonb('choices').notNull(),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.notice] })])

export const orderNotices = crossdock.table('order_notices', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  sourceId: text('source_id').notNull(),
  editedAt: timestamp('edited_at', { withTimezone: true }),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.sourceId] })])

export const orderRefunds = crossdock.table('order_refunds', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  sourceId: text('source_id').notNull(),
  orderSourceId: text('order_source_id').notNull(),
  refundedAt: timestamp('refunded_at', { withTimezone: true }),
  currency: char('currency', { length: 3 }),
  amount: bigint('amount', { mode: 'bigint' }),
  presentmentCurrency: char('presentment_currency', { length: 3 }),
  presentmentAmount: bigint('presentment_amount', { mode: 'bigint' }),
  pendingCurrency: char('pending_currency', { length: 3 }),
  pendingAmount: bigint('pending_amount', { mode: 'bigint' }),
  lines: jsonb('lines').notNull(),
  shipping: jsonb('shipping'),
  sourceAt: timestamp('source_at', { withTimezone: true }).notNull(),
  sourceDigest: text('source_digest').notNull(),
  correlationId: uuid('correlation_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.sourceId] })])

export const orders = crossdock.table('orders', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  sourceId: text('source_id').notNull(),
  name: text('name').notNull(),
  state: text('state').notNull(),
  paymentStatus: text('payment_status').notNull(),
  erpState: text('erp_state').notNull(),
  wanted: text('wanted').notNull(),
  reasonCode: text('reason_code'),
  reasonFacts: jsonb('reason_facts'),
  currency: char('currency', { length: 3 }).notNull(),
  total: bigint('total', { mode: 'bigint' }).notNull(),
  tax: bigint('tax', { mode: 'bigint' }).notNull(),
  presentmentCurrency: char('presentment_currency', { length: 3 }).notNull(),
  presentmentTotal: bigint('presentment_total', { mode: 'bigint' }).notNull(),
  test: boolean('test').notNull(),
  customerId: uuid('customer_id'),
  placedAt: timestamp('placed_at', { withTimezone: true }).notNull(),
  sourceOccurredAt: timestamp('source_occurred_at', { withTimezone: true }).notNull(),
  sourceTriggeredAt: timestamp('source_triggered_at', { withTimezone: true }),
  sourceDigest: text('source_digest').notNull(),
  needsRefetch: boolean('needs_refetch').notNull().default(inDatabase),
  contentDigest: text('content_digest').notNull(),
  revision: integer('revision').notNull().default(inDatabase),
  document: text('document').notNull(),
  correlationId: uuid('correlation_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(inDatabase),
  editedAt: timestamp('edited_at', { withTimezone: true }),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
  sourceRivals: jsonb('source_rivals').notNull().default(inDatabase),
  peopleVersion: jsonb('people_version'),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const privacyRequests = crossdock.table('privacy_requests', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  kind: text('kind').notNull(),
  requestKey: text('request_key').notNull(),
  subject: text('subject').notNull(),
  state: text('state').notNull().default(inDatabase),
  note: text('note'),
  requestedAt: timestamp('requested_at', { withTimezone: true }).notNull(),
  dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  settledAt: timestamp('settled_at', { withTimezone: true }),
  correlationId: uuid('correlation_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const seenSkus = crossdock.table('seen_skus', {
  tenantId: uuid('tenant_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  sku: text('sku').notNull(),
  title: text('title').notNull(),
  productSourceId: text('product_source_id'),
  variantSourceId: text('variant_source_id'),
  firstSeenAt: timestamp('first_seen_at', { withTimezone: true }).notNull().default(inDatabase),
  lastSeenAt: timestamp('last_seen_at', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.connectionId, t.sku] })])

export const tasks = crossdock.table('tasks', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  orderId: uuid('order_id').notNull(),
  kind: text('kind').notNull(),
  message: text('message').notNull(),
  state: text('state').notNull().default(inDatabase),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  closedAt: timestamp('closed_at', { withTimezone: true }),
  closedReason: text('closed_reason'),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const tenants = crossdock.table('tenants', {
  tenantId: uuid('tenant_id').notNull(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  country: char('country', { length: 2 }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  corsOrigins: text('cors_origins').array().notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId] })])

export const timeline = crossdock.table('timeline', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  orderId: uuid('order_id').notNull(),
  correlationId: uuid('correlation_id').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(inDatabase),
  kind: text('kind').notNull(),
  message: text('message').notNull(),
  facts: jsonb('facts').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const work = crossdock.table('work', {
  tenantId: uuid('tenant_id').notNull(),
  id: uuid('id').notNull(),
  lane: text('lane').notNull(),
  seq: bigint('seq', { mode: 'bigint' }).generatedAlwaysAsIdentity().notNull(),
  kind: text('kind').notNull(),
  version: integer('version').notNull(),
  payload: jsonb('payload').notNull(),
  state: text('state').notNull().default(inDatabase),
  attempts: integer('attempts').notNull().default(inDatabase),
  nextAt: timestamp('next_at', { withTimezone: true }).notNull().default(inDatabase),
  correlationId: uuid('correlation_id').notNull(),
  subjectKind: text('subject_kind'),
  subjectId: text('subject_id'),
  causeCode: text('cause_code'),
  causeFacts: jsonb('cause_facts'),
  causeDetail: text('cause_detail'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(inDatabase),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  dismissedReason: text('dismissed_reason'),
}, (t) => [primaryKey({ columns: [t.tenantId, t.id] })])

export const workPaused = crossdock.table('work_paused', {
  onlyRow: boolean('only_row').notNull().default(inDatabase),
  since: timestamp('since', { withTimezone: true }).notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.onlyRow] })])

export const workerBeats = crossdock.table('worker_beats', {
  worker: text('worker').notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull().default(inDatabase),
  beatAt: timestamp('beat_at', { withTimezone: true }).notNull().default(inDatabase),
  sweptAt: timestamp('swept_at', { withTimezone: true }),
  providers: jsonb('providers').notNull().default(inDatabase),
}, (t) => [primaryKey({ columns: [t.worker] })])
