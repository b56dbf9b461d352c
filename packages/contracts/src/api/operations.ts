import * as connections from './connections.ts'
import * as conversations from './conversations.ts'
import * as deadLetters from './dead-letters.ts'
import * as endpoints from './endpoints.ts'
import { getTenantHealth } from './health.ts'
import * as inbox from './inbox.ts'
import * as keys from './keys.ts'
import * as mappings from './mappings.ts'
import * as settings from './message-settings.ts'
import * as messages from './messages.ts'
import type { AnyOperation } from './operation.ts'
import * as orders from './orders.ts'
import * as privacy from './privacy.ts'
import { listSkus } from './skus.ts'
import * as tasks from './tasks.ts'
import { getTenant, updateTenant } from './tenant.ts'

/** Every operation of the API, in the order of its document. */
export const operations = {
  getTenant,
  updateTenant,
  listApiKeys: keys.listApiKeys,
  getApiKey: keys.getApiKey,
  createApiKey: keys.createApiKey,
  revokeApiKey: keys.revokeApiKey,
  listConnections: connections.listConnections,
  createConnection: connections.createConnection,
  getConnection: connections.getConnection,
  updateConnection: connections.updateConnection,
  checkConnection: connections.checkConnection,
  replaceCredentials: connections.replaceCredentials,
  makeVerifyToken: connections.makeVerifyToken,
  getPreflight: connections.getPreflight,
  listConnectionTimeline: connections.listConnectionTimeline,
  listEndpoints: endpoints.listEndpoints,
  createEndpoint: endpoints.createEndpoint,
  getEndpoint: endpoints.getEndpoint,
  addEndpointSecret: endpoints.addEndpointSecret,
  listEndpointCounters: endpoints.listEndpointCounters,
  listOrders: orders.listOrders,
  createOrder: orders.createOrder,
  getOrder: orders.getOrder,
  listOrderTimeline: orders.listOrderTimeline,
  listOrderRefunds: orders.listOrderRefunds,
  listOrderTasks: tasks.listOrderTasks,
  listEvents: inbox.listEvents,
  getEvent: inbox.getEvent,
  listDeliveries: inbox.listDeliveries,
  getDelivery: inbox.getDelivery,
  getDeliveryBody: inbox.getDeliveryBody,
  listDeadLetterCauses: deadLetters.listDeadLetterCauses,
  listDeadLetters: deadLetters.listDeadLetters,
  dryRunDeadLetters: deadLetters.dryRunDeadLetters,
  replayDeadLetters: deadLetters.replayDeadLetters,
  dismissDeadLetters: deadLetters.dismissDeadLetters,
  listMappings: mappings.listMappings,
  listMappingNeeds: mappings.listMappingNeeds,
  listMappingChoices: mappings.listMappingChoices,
  saveMapping: mappings.saveMapping,
  deleteMapping: mappings.deleteMapping,
  listSkus,
  listMessages: messages.listMessages,
  createMessage: messages.createMessage,
  getMessage: messages.getMessage,
  sendMessageAgain: messages.sendMessageAgain,
  listConversations: conversations.listConversations,
  getConversation: conversations.getConversation,
  listConsents: conversations.listConsents,
  noteConsent: conversations.noteConsent,
  listNotices: settings.listNotices,
  getNotice: settings.getNotice,
  chooseNotice: settings.chooseNotice,
  getMessageSettings: settings.getMessageSettings,
  chooseMessageSettings: settings.chooseMessageSettings,
  getSending: settings.getSending,
  pauseSending: settings.pauseSending,
  resumeSending: settings.resumeSending,
  listTemplates: settings.listTemplates,
  readTemplates: settings.readTemplates,
  listTasks: tasks.listTasks,
  closeTask: tasks.closeTask,
  listPrivacyRequests: privacy.listPrivacyRequests,
  settlePrivacyRequest: privacy.settlePrivacyRequest,
  getTenantHealth,
} as const satisfies Record<string, AnyOperation>
