/** An answer of the table in odoo.md 1.4: the status and the Python name travel together. */
export class OdooError extends Error {
  readonly status: number
  readonly pythonName: string
  /** What `load` reports instead of the message, when the database itself refused the row. */
  readonly row: { message: string; field?: string } | undefined

  constructor(status: number, pythonName: string, message: string, row?: { message: string; field?: string }) {
    super(message)
    this.name = 'OdooError'
    this.status = status
    this.pythonName = pythonName
    this.row = row
  }
}

export const userError = (message: string) => new OdooError(422, 'odoo.exceptions.UserError', message)
export const validationError = (message: string, field?: string) =>
  new OdooError(422, 'odoo.exceptions.ValidationError', `The operation cannot be completed: ${message}`, {
    message,
    ...(field ? { field } : {}),
  })
export const accessError = (message: string) => new OdooError(403, 'odoo.exceptions.AccessError', message)
export const accessDenied = () => new OdooError(403, 'odoo.exceptions.AccessDenied', 'Access Denied')
/** What the session and RPC routes say of a database that is not there; JSON-2 has a page for it. */
export const databaseLost = (name: string) =>
  new OdooError(
    500,
    'psycopg2.OperationalError',
    `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${name}" does not exist\n`,
  )
export const missingError = (model: string, id: number, userId: number) =>
  new OdooError(
    404,
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${userId})`,
  )
export const valueError = (message: string) => new OdooError(500, 'builtins.ValueError', message)
export const pythonError = (type: string, message: string) => new OdooError(500, `builtins.${type}`, message)
export const databaseError = (type: string, message: string) => new OdooError(500, `psycopg2.errors.${type}`, message)
export const unprocessable = (message: string) => new OdooError(422, 'werkzeug.exceptions.UnprocessableEntity', message)
export const notFound = (message: string) => new OdooError(404, 'werkzeug.exceptions.NotFound', message)

/** The text of odoo.md 5.2, with the line end the database driver leaves on it. */
export const SERIALIZATION_MESSAGE = 'could not serialize access due to concurrent update\n'
export const serializationFailure = () => databaseError('SerializationFailure', SERIALIZATION_MESSAGE)
