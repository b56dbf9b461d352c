export { noteSkus } from './store.ts'
