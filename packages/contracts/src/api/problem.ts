import { z } from 'zod'
import { type ErrorCode, errorCodes } from '../errors.ts'

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]

/** RFC 9457. Every refusal has this shape; `code` is what programs look at. */
export const problem = z
  .strictObject({
    type: z.string().meta({ description: 'Where the code is explained, relative to this API.' }),
    code: z
      .enum(codes)
      .meta({ id: 'ErrorCode', description: 'From one table; codes are added and never change their meaning.' }),
    status: z.int(),
    title: z.string().meta({ description: 'A sentence for people.' }),
    retry: z.enum(['later', 'after-fix', 'never', 'settle']).meta({
      description:
        'Whether the same request may succeed later: by itself, after a person mended something, or never. settle: nobody knows whether it took effect, read first.',
    }),
    requestId: z.string(),
    errors: z
      .array(
        z.strictObject({
          in: z.enum(['path', 'query', 'header', 'body']),
          pointer: z.string().meta({ description: 'JSON pointer to what is wrong.' }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'What is wrong with the request, place by place.' }),
  })
  .meta({ id: 'Problem' })
export type ProblemJson = z.input<typeof problem>
