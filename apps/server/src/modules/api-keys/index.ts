export { KeyRing } from './key-ring.ts'
export { createKey, revokeKey } from './manage-keys.ts'
export { findKey, type KeyHolder, listKeys } from './store.ts'
