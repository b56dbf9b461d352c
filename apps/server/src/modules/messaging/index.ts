export { resumeByHand, resumeNumber, type StoppedNumber, stoppedNumbers, whyPaused } from './channel-pause.ts'
export { setPerSecond } from './channel-store.ts'
export {
  chooseNotice,
  chooseQuiet,
  messagingSettings,
  type NoticeWish,
  noticeSettings,
  noticeWish,
} from './choose-notices.ts'
export type { MessagingEventDeps } from './jobs/messaging-event.ts'
export { noteAccount } from './jobs/note-account.ts'
export { noteStatus } from './jobs/note-status.ts'
export { receiveMessage } from './jobs/receive-message.ts'
export { type SendMessageDeps, sendMessage } from './jobs/send-message.ts'
export { listConversations } from './list-conversations.ts'
export { listMessages } from './list-messages.ts'
export { forgetEarlyStatuses } from './list-store.ts'
export { type MessagingProvider, MessagingRegistry } from './messaging-registry.ts'
export { type NumberReadiness, numberReadiness } from './number-readiness.ts'
export { orderNotices } from './order-notices.ts'
export { doubtAfterRestore } from './restored-store.ts'
export { noteWish, sendAgain, wishesOf, writeToCustomer } from './write-to-customer.ts'
