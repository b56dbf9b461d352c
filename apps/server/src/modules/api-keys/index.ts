export { KeyRing } from './key-ring.ts'
export { createKey, type KeyToMake, revokeKey } from './manage-keys.ts'
export { findKey, type KeyHolder, listKeys, type StoredKey } from './store.ts'
