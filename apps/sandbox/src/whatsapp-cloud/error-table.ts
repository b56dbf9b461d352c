/** One row of Meta's error table as this stand-in plays it. */
export interface Failure {
  code: number
  /** Of the answer. Meta's are documented one way and seen another: nobody should branch on them. */
  http: number
  title: string
  details: string
  /** Where Meta tells it: in the answer to the send, or a moment later in a `failed` status. */
  told: 'answer' | 'status'
  /** Goes away by itself: when a person orders it by typing, it strikes twice and then lets pass. */
  passes: boolean
  subcode?: number
}

type Row = [code: number, http: number, told: Failure['told'], passes: boolean, title: string, details: string]

const rows: Row[] = [
  [0, 401, 'answer', false, 'AuthException', 'We were unable to authenticate the app user.'],
  [1, 400, 'answer', false, 'API Unknown', 'Invalid request or possible server error.'],
  [2, 503, 'answer', true, 'API Service', 'Temporary due to downtime or due to being overloaded.'],
  [3, 500, 'answer', false, 'API Method', 'Capability or permissions issue.'],
  [4, 400, 'answer', true, 'Application request limit reached', 'The app has reached its API call rate limit.'],
  [10, 403, 'answer', false, 'Permission Denied', 'Permission is either not granted or has been removed.'],
  [33, 400, 'answer', false, 'Parameter value is not valid', 'The business phone number has been deleted.'],
  [100, 400, 'answer', false, 'Invalid parameter', 'The request included unsupported or misspelled parameters.'],
  [190, 401, 'answer', false, 'Access token has expired', 'The access token has expired.'],
  [200, 403, 'answer', false, 'API Permission', 'Permission is either not granted or has been removed.'],
  [368, 403, 'answer', false, 'Temporarily blocked for policies violations', 'The account violated a platform policy.'],
  [80007, 400, 'answer', true, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'],
  [
    80008,
    400,
    'answer',
    true,
    'Rate limit issues',
    'There have been too many calls to this WhatsApp Business account.',
  ],
  [130429, 429, 'answer', true, 'Rate limit hit', 'Cloud API message throughput has been reached.'],
  [
    130472,
    400,
    'status',
    false,
    "User's number is part of an experiment",
    'Message was not sent as part of an experiment.',
  ],
  [
    130497,
    403,
    'answer',
    false,
    'Business account is restricted from messaging users in this country.',
    'The account may not message users in this country.',
  ],
  [131000, 500, 'answer', true, 'Something went wrong', 'Message failed to send due to an unknown error.'],
  [131005, 403, 'answer', false, 'Access denied', 'Permission is either not granted or has been removed.'],
  [131008, 400, 'answer', false, 'Required parameter is missing', 'The request is missing a required parameter.'],
  [131009, 400, 'answer', false, 'Parameter value is not valid', 'One or more parameter values are invalid.'],
  [131016, 503, 'answer', true, 'Service unavailable', 'A service is temporarily unavailable.'],
  [131021, 400, 'answer', false, 'Recipient cannot be sender', 'Sender and recipient phone number is the same.'],
  [131026, 400, 'status', false, 'Message undeliverable', 'Message Undeliverable.'],
  [
    131030,
    400,
    'answer',
    false,
    'Recipient phone number not in allowed list',
    'Add the recipient to the allowed list of the test number.',
  ],
  [
    131031,
    403,
    'answer',
    false,
    'Business Account locked',
    'The account has been restricted or disabled for violating a policy.',
  ],
  [
    131037,
    400,
    'answer',
    false,
    'Display name approval needed',
    'The number needs an approved display name before it can send.',
  ],
  [
    131042,
    400,
    'status',
    false,
    'Business eligibility payment issue',
    'There was an error related to your payment method.',
  ],
  [
    131044,
    400,
    'answer',
    false,
    'Business eligibility payment issue',
    'Credit line or payment is not set up for this account.',
  ],
  [
    131045,
    500,
    'answer',
    false,
    'Incorrect certificate',
    'Message failed to send due to a phone number registration error.',
  ],
  [
    131047,
    400,
    'status',
    false,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ],
  [
    131048,
    400,
    'answer',
    false,
    'Spam rate limit hit',
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  ],
  [
    131049,
    400,
    'status',
    false,
    'Not delivered to maintain healthy ecosystem engagement',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ],
  [
    131050,
    400,
    'status',
    false,
    'User has stopped marketing messages',
    'This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.',
  ],
  [131051, 400, 'answer', false, 'Unsupported message type', 'Message type is currently not supported.'],
  [131052, 400, 'answer', false, 'Media download error', 'Unable to download the media sent by the user.'],
  [131053, 400, 'status', false, 'Media upload error', 'Unable to upload the media used in the message.'],
  [
    131056,
    400,
    'answer',
    true,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.',
  ],
  [131057, 500, 'answer', true, 'Account in maintenance mode', 'The number is being upgraded to a higher throughput.'],
  [
    131062,
    400,
    'answer',
    false,
    'Business-scoped user ID not supported',
    'This message needs the phone number of the recipient.',
  ],
  [
    131063,
    400,
    'answer',
    false,
    'Marketing messages disabled',
    'Marketing templates may not be sent through this endpoint. Use the Marketing Messages API.',
  ],
  [
    131064,
    400,
    'answer',
    false,
    'Template category restriction',
    'The account is limited because of misclassified templates.',
  ],
  [
    132000,
    400,
    'answer',
    false,
    'Number of parameters does not match the expected number of params',
    'The number of parameters differs from the template.',
  ],
  [
    132001,
    404,
    'answer',
    false,
    'Template name does not exist in the translation',
    'The template does not exist in this language or has not been approved.',
  ],
  [132005, 400, 'answer', false, 'Translated text too long', 'The translated text is too long.'],
  [
    132007,
    400,
    'answer',
    false,
    'Template format character policy violated',
    'The template content violates a policy.',
  ],
  [
    132008,
    400,
    'answer',
    false,
    'Parameter value is not valid',
    'A template parameter has a value that is not allowed.',
  ],
  [
    132012,
    400,
    'answer',
    false,
    'Parameter format does not match format in the created template',
    'Parameters are not formatted as in the template.',
  ],
  [132015, 400, 'answer', false, 'Template is paused', 'The template is paused because of low quality.'],
  [
    132016,
    400,
    'answer',
    false,
    'Template is disabled',
    'The template was paused too many times and is disabled for good.',
  ],
  [132068, 400, 'answer', false, 'Flow is blocked', 'The flow is in a blocked state.'],
  [
    132069,
    400,
    'answer',
    false,
    'Flow is throttled',
    'The flow is throttled; ten messages were sent with it in the last hour.',
  ],
  [133000, 500, 'answer', false, 'Incomplete deregistration', 'A previous deregistration attempt failed.'],
  [133004, 503, 'answer', true, 'Server temporarily unavailable', 'The server is temporarily unavailable.'],
  [133005, 400, 'answer', false, 'Two-step verification PIN mismatch', 'The two-step verification PIN is incorrect.'],
  [
    133006,
    400,
    'answer',
    false,
    'Phone number re-verification needed',
    'The phone number needs to be verified before registering.',
  ],
  [
    133008,
    400,
    'answer',
    false,
    'Too many two-step verification PIN guesses',
    'Too many PIN guesses for this phone number.',
  ],
  [133009, 400, 'answer', false, 'Two-step verification PIN guessed too fast', 'The PIN was entered too quickly.'],
  [133010, 400, 'answer', false, 'Phone number not registered', 'The phone number is not registered on the platform.'],
  [
    133015,
    400,
    'answer',
    false,
    'Please wait a few minutes before attempting to register',
    'The number was deleted recently and its deletion is not complete.',
  ],
  [
    133016,
    400,
    'answer',
    false,
    'Account register deregister rate limit exceeded',
    'Registration failed because of too many attempts.',
  ],
  [
    134011,
    400,
    'answer',
    false,
    'Payments terms not accepted',
    'The payments terms of service have not been accepted.',
  ],
  [
    135000,
    400,
    'answer',
    false,
    'Generic user error',
    'Message failed to send because of an unknown error with your request parameters.',
  ],
  [
    137000,
    400,
    'answer',
    false,
    'Identity key mismatch',
    'The recipient identity key hash differs from the one that was sent.',
  ],
]

const failures = new Map<number, Failure>(
  rows.map(([code, http, told, passes, title, details]) => [code, { code, http, told, passes, title, details }]),
)

/** Every code that can be ordered by name; 200 stands for 200–299. */
export const failureCodes: readonly number[] = rows.map(([code]) => code)

/** Null for a code the table does not have. */
export function findFailure(code: number): Failure | null {
  const known = failures.get(code)
  if (known) return known
  const permission = failures.get(200)
  return permission && code > 200 && code <= 299 ? { ...permission, code } : null
}

export function failure(code: number, details?: string): Failure {
  const found = findFailure(code)
  if (!found) throw new RangeError(`No such error: ${code}`)
  return details === undefined ? found : { ...found, details }
}
