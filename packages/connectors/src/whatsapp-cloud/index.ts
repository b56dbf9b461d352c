export { whatsappCloudMessaging } from './adapter.ts'
export {
  accountKey,
  endpointSecrets,
  providerKeysOf,
  readEndpointSecrets,
  type WhatsappCloudConfig,
  whatsappCloudConfig,
} from './config.ts'
export { whatsappCloudMessages } from './mapping.ts'
export { errorAnswer, type SendBody, sendAnswer, sendBody } from './send-schemas.ts'
export { whatsappCloudWebhooks } from './webhook.ts'
