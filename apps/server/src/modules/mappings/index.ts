export { productStandings } from './mapping-pages.ts'
export { saveMapping } from './save-mapping.ts'
export { arrivedWith, deleteMapping, listMappings, mappedMeanwhile, mappingsOf, noteNeeds, openNeeds } from './store.ts'
