export { standingOf } from './due.ts'
export { type RecordPrivacyRequestDeps, recordPrivacyRequest } from './jobs/record-privacy-request.ts'
export { listRequests, markSeenTo, type StoredRequest } from './store.ts'
