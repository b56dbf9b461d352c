import type { Route } from '#http/route.ts'
import type { Inbox } from '#intake/inbox.ts'
import { getDelivery } from '#intake/routes/get-delivery.ts'
import { getDeliveryBody } from '#intake/routes/get-delivery-body.ts'
import { getEvent } from '#intake/routes/get-event.ts'
import { listDeliveries } from '#intake/routes/list-deliveries.ts'
import { listEvents } from '#intake/routes/list-events.ts'
import type { RoutableJobs } from '#intake/routes-to-jobs.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import { createApiKey } from '#modules/api-keys/routes/create-api-key.ts'
import { getApiKey } from '#modules/api-keys/routes/get-api-key.ts'
import { listApiKeys } from '#modules/api-keys/routes/list-api-keys.ts'
import { revokeApiKey } from '#modules/api-keys/routes/revoke-api-key.ts'
import { listSkus } from '#modules/catalog/routes/list-skus.ts'
import { getTenantHealth } from '#modules/health/routes/get-tenant-health.ts'
import { deleteMapping } from '#modules/mappings/routes/delete-mapping.ts'
import { listMappingChoices } from '#modules/mappings/routes/list-mapping-choices.ts'
import { listMappingNeeds } from '#modules/mappings/routes/list-mapping-needs.ts'
import { listMappings } from '#modules/mappings/routes/list-mappings.ts'
import { saveMapping } from '#modules/mappings/routes/save-mapping.ts'
import type { MessagingRegistry } from '#modules/messaging/index.ts'
import { chooseMessageSettings } from '#modules/messaging/routes/choose-message-settings.ts'
import { chooseNotice } from '#modules/messaging/routes/choose-notice.ts'
import { createMessage } from '#modules/messaging/routes/create-message.ts'
import { getConversation } from '#modules/messaging/routes/get-conversation.ts'
import { getMessage } from '#modules/messaging/routes/get-message.ts'
import { getMessageSettings } from '#modules/messaging/routes/get-message-settings.ts'
import { getNotice } from '#modules/messaging/routes/get-notice.ts'
import { getSending } from '#modules/messaging/routes/get-sending.ts'
import { listConsents } from '#modules/messaging/routes/list-consents.ts'
import { listConversations } from '#modules/messaging/routes/list-conversations.ts'
import { listMessages } from '#modules/messaging/routes/list-messages.ts'
import { listNotices } from '#modules/messaging/routes/list-notices.ts'
import { listTemplates } from '#modules/messaging/routes/list-templates.ts'
import { noteConsent } from '#modules/messaging/routes/note-consent.ts'
import { pauseSending } from '#modules/messaging/routes/pause-sending.ts'
import { readTemplates } from '#modules/messaging/routes/read-templates.ts'
import { resumeSending } from '#modules/messaging/routes/resume-sending.ts'
import { sendMessageAgain } from '#modules/messaging/routes/send-message-again.ts'
import type { OrderDesk, OrderSources } from '#modules/orders/index.ts'
import { closeTask } from '#modules/orders/routes/close-task.ts'
import { createOrder } from '#modules/orders/routes/create-order.ts'
import { getOrder } from '#modules/orders/routes/get-order.ts'
import { listOrderRefunds } from '#modules/orders/routes/list-order-refunds.ts'
import { listOrderTasks } from '#modules/orders/routes/list-order-tasks.ts'
import { listOrderTimeline } from '#modules/orders/routes/list-order-timeline.ts'
import { listOrders } from '#modules/orders/routes/list-orders.ts'
import { listTasks } from '#modules/orders/routes/list-tasks.ts'
import { listPrivacyRequests } from '#modules/privacy/routes/list-privacy-requests.ts'
import { settlePrivacyRequest } from '#modules/privacy/routes/settle-privacy-request.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import { dismissDeadLetters } from '#modules/sync/routes/dismiss-dead-letters.ts'
import { dryRunDeadLetters } from '#modules/sync/routes/dry-run-dead-letters.ts'
import { listDeadLetterCauses } from '#modules/sync/routes/list-dead-letter-causes.ts'
import { listDeadLetters } from '#modules/sync/routes/list-dead-letters.ts'
import { replayDeadLetters } from '#modules/sync/routes/replay-dead-letters.ts'
import type { ErpDoors, NumberDoors } from '#modules/tenants/index.ts'
import { addEndpointSecret } from '#modules/tenants/routes/add-endpoint-secret.ts'
import { checkConnection } from '#modules/tenants/routes/check-connection.ts'
import { createConnection } from '#modules/tenants/routes/create-connection.ts'
import { createEndpoint } from '#modules/tenants/routes/create-endpoint.ts'
import { getConnection } from '#modules/tenants/routes/get-connection.ts'
import { getEndpoint } from '#modules/tenants/routes/get-endpoint.ts'
import { getPreflight } from '#modules/tenants/routes/get-preflight.ts'
import { getTenant } from '#modules/tenants/routes/get-tenant.ts'
import { listConnectionTimeline } from '#modules/tenants/routes/list-connection-timeline.ts'
import { listConnections } from '#modules/tenants/routes/list-connections.ts'
import { listEndpointCounters } from '#modules/tenants/routes/list-endpoint-counters.ts'
import { listEndpoints } from '#modules/tenants/routes/list-endpoints.ts'
import { makeVerifyToken } from '#modules/tenants/routes/make-verify-token.ts'
import { replaceCredentials } from '#modules/tenants/routes/replace-credentials.ts'
import { updateConnection } from '#modules/tenants/routes/update-connection.ts'
import { updateTenant } from '#modules/tenants/routes/update-tenant.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'

/** What routes work with; each names the few of them that it needs. */
export interface RouteDeps {
  database: Database
  vault: Vault
  clock: Clock
  ringer: Ringer
  erps: ErpRegistry
  erpDoors: ErpDoors
  orderSources: OrderSources
  orderDesk: OrderDesk
  numberDoors: NumberDoors
  messaging: MessagingRegistry
  inbox: Inbox
  /** What follows from an event, by what it means. */
  jobs: RoutableJobs
  /** The largest webhook of a channel, by provider. */
  channelBodyLimitBytes: ReadonlyMap<string, number>
  publicUrl: string | null
}

/** Every route of the API. A test holds them against `operations` of the contracts: none may be missing, none may be more. */
export const apiRoutes: readonly Route<RouteDeps>[] = [
  getTenant,
  updateTenant,
  listApiKeys,
  getApiKey,
  createApiKey,
  revokeApiKey,
  listConnections,
  createConnection,
  getConnection,
  updateConnection,
  checkConnection,
  replaceCredentials,
  makeVerifyToken,
  getPreflight,
  listConnectionTimeline,
  listEndpoints,
  createEndpoint,
  getEndpoint,
  addEndpointSecret,
  listEndpointCounters,
  listOrders,
  createOrder,
  getOrder,
  listOrderTimeline,
  listOrderRefunds,
  listOrderTasks,
  listEvents,
  getEvent,
  listDeliveries,
  getDelivery,
  getDeliveryBody,
  listDeadLetterCauses,
  listDeadLetters,
  dryRunDeadLetters,
  replayDeadLetters,
  dismissDeadLetters,
  listMappings,
  listMappingNeeds,
  listMappingChoices,
  saveMapping,
  deleteMapping,
  listSkus,
  listMessages,
  createMessage,
  getMessage,
  sendMessageAgain,
  listConversations,
  getConversation,
  listConsents,
  noteConsent,
  listNotices,
  getNotice,
  chooseNotice,
  getMessageSettings,
  chooseMessageSettings,
  getSending,
  pauseSending,
  resumeSending,
  listTemplates,
  readTemplates,
  listTasks,
  closeTask,
  listPrivacyRequests,
  settlePrivacyRequest,
  getTenantHealth,
]
