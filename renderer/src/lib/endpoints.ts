export { formatEndpoint, formatEnds } from '../../../contract/endpoints.ts'
