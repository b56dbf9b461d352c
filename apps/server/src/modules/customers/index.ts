export { recogniseCustomer, type Sighting } from './recognise-customer.ts'
