export { recogniseCustomer } from './recognise-customer.ts'
