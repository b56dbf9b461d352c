// Made by "npm run client" from the OpenAPI document. Do not edit.
export interface paths {
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant and its settings
         * @description Needs the scope `tenant:read`.
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings of the tenant
         * @description What is left out stays as it is.
         *
         *     Needs the scope `tenant:write`.
         */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/v1/tenants/{tenant}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys, newest first, without their secrets
         * @description Needs the scope `keys:read`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a key; its secret is shown in this answer and never again
         * @description A key can give no right that it does not have itself. There is no Idempotency-Key here: what it would have to keep is the secret.
         *
         *     Needs the scope `keys:write`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One key, without its secret
         * @description Needs the scope `keys:read`.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/api-keys/{keyId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key, for good
         * @description Felt within five seconds. Repeating it changes nothing.
         *
         *     Needs the scope `keys:write`.
         */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List connections, newest first
         * @description Needs the scope `connections:read`.
         */
        get: operations["listConnections"];
        put?: never;
        /**
         * Connect a channel, a number or an ERP
         * @description An ERP is logged in to first, and a token is tried first: what does not work is not stored. For a channel that calls us the answer names the endpoint that it has to call.
         *
         *     Needs the scope `connections:write`.
         */
        post: operations["createConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connection
         * @description Needs the scope `connections:read`.
         */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how a connection is used
         * @description What is left out stays as it is. `number` belongs to numbers and is tried first, all else but the name to channels. What is decided already stays decided: a new policy holds for what comes from now on.
         *
         *     Needs the scope `connections:write`.
         */
        patch: operations["updateConnection"];
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the credentials now
         * @description Calls the provider. An answer of 200 tells of failure too: see `ok`.
         *
         *     Needs the scope `connections:write`.
         */
        post: operations["checkConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace the credentials of a connection
         * @description They are tried first, and stored only when they work. What waited for them goes on by itself. For a shop this is its Admin API token; the secret that its webhooks are signed with belongs to its endpoint.
         *
         *     Needs the scope `connections:write`.
         */
        put: operations["replaceCredentials"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/verify-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make another token for the provider to verify the address with
         * @description Of a number with an endpoint of its own. Shown this once. The one before it stays valid until another is made.
         *
         *     Needs the scope `connections:write`.
         */
        post: operations["makeVerifyToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is missing before it can go live
         * @description From what is known here; nobody is called. `…/check` tries the credentials.
         *
         *     Needs the scope `connections:read`.
         */
        get: operations["getPreflight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a connection, newest first
         * @description Needs the scope `connections:read`.
         */
        get: operations["listConnectionTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints, newest first
         * @description Needs the scope `connections:read`.
         */
        get: operations["listEndpoints"];
        put?: never;
        /**
         * Make another address for channels that are connected already
         * @description Making a channel makes an endpoint with it; this is for one address that serves several shops of a provider.
         *
         *     Needs the scope `connections:write`.
         */
        post: operations["createEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint
         * @description Needs the scope `connections:read`.
         */
        get: operations["getEndpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/endpoints/{endpointId}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret that a channel signs with
         * @description The new secret is valid at once beside the one that was newest, so that nothing is refused while the channel changes over. Call it again with `keepPrevious: false` when it has. Felt within ten seconds. A secret that is the newest already changes nothing. The secrets of an address that serves several tenants are the operator’s to change.
         *
         *     Needs the scope `connections:write`.
         */
        post: operations["addEndpointSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/endpoints/{endpointId}/counters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was refused or belonged to nobody, by day
         * @description Newest day first. Such calls are counted and not stored.
         *
         *     Needs the scope `connections:read`.
         */
        get: operations["listEndpointCounters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders
         * @description Newest first unless `sort` says otherwise. To follow changes, sort by `updatedAt` and go on from the last cursor; an order that changes again comes again.
         *
         *     Needs the scope `orders:read`.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Hand in an order of your own shop or chat
         * @description For connections of the provider `direct`. What the order charged is the truth, so it says every amount, and they have to add up: what does not is refused with the sentence that says why, and nothing is recorded. Answered as soon as the order is recorded; it is carried to the ERP by itself. A later version of an order (paid, cancelled) is handed in whole under another key and the same `sourceId`, and the one with the newest `updatedAt` holds.
         *
         *     Needs the scope `orders:write`.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order, as the channel charged it
         * @description Names, addresses, phones, e-mail addresses and notes are left out unless the key has `people:read`.
         *
         *     Needs the scope `orders:read`.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/orders/{orderId}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an order, in sentences, oldest first
         * @description Needs the scope `orders:read`.
         */
        get: operations["listOrderTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/orders/{orderId}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refunds of an order, as the channel told them
         * @description Recorded, and not booked in the ERP yet.
         *
         *     Needs the scope `orders:read`.
         */
        get: operations["listOrderRefunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/orders/{orderId}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tasks of an order, open and closed, newest first
         * @description Needs the scope `orders:read`.
         */
        get: operations["listOrderTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was heard, newest first
         * @description Needs the scope `events:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event, and what followed from it
         * @description Needs the scope `events:read`.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List calls of channels that brought something new, newest first
         * @description Kept for DELIVERY_RETENTION_DAYS.
         *
         *     Needs the scope `events:read`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery, without its body
         * @description Needs the scope `events:read`.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/deliveries/{deliveryId}/body": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The body of a delivery as it came
         * @description Holds personal data. Always answered as bytes, whatever the channel called it.
         *
         *     Needs the scope `bodies:read`.
         */
        get: operations["getDeliveryBody"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/dead-letters/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is parked, by cause, most first
         * @description One entry a cause; there are only as many as the error table has codes.
         *
         *     Needs the scope `dead-letters:read`.
         */
        get: operations["listDeadLetterCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is parked, newest first
         * @description Needs the scope `dead-letters:read`.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/dead-letters/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a replay would do, order by order
         * @description Asks the ERP and sends nothing. The 50 oldest of the selection are tried.
         *
         *     Needs the scope `dead-letters:read`.
         */
        post: operations["dryRunDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry it again
         * @description Spread over time, longest parked first, so that the orders of the day go on.
         *
         *     Needs the scope `dead-letters:write`.
         */
        post: operations["replayDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/dead-letters/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let it go
         * @description It is not carried again until the channel changes the order. The reason stands in the timeline.
         *
         *     Needs the scope `dead-letters:write`.
         */
        post: operations["dismissDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List mappings of an ERP, by kind and key
         * @description Needs the scope `mappings:read`.
         */
        get: operations["listMappings"];
        /**
         * Say what a word of a channel is in the ERP
         * @description The target is asked for first. Every order that waited for it is carried again. The same again changes nothing.
         *
         *     Needs the scope `mappings:write`.
         */
        put: operations["saveMapping"];
        post?: never;
        /**
         * Forget a mapping
         * @description Orders that were carried with it stay as they are.
         *
         *     Needs the scope `mappings:write`.
         */
        delete: operations["deleteMapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/mapping-needs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is to be mapped, by kind and key
         * @description No order waits for a payment method (gateway); it is noted so that payments can be booked.
         *
         *     Needs the scope `mappings:read`.
         */
        get: operations["listMappingNeeds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/mapping-choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a mapping may point to
         * @description Asks the ERP; 20 at the most.
         *
         *     Needs the scope `mappings:read`.
         */
        get: operations["listMappingChoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/skus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List SKUs that orders have named, by SKU
         * @description What order lines said, since this list is kept; no catalogue of the channel or the ERP is read. A product that nobody has ordered is not in it, nor is a line without an SKU.
         *
         *     Needs the scope `orders:read`.
         */
        get: operations["listSkus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages, newest first
         * @description Both directions. People are masked and words left out unless the key has `people:read`.
         *
         *     Needs the scope `messages:read`.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Write to a customer
         * @description It is refused with the sentence when it may not be sent: the customer does not want it, 24 hours are over and it is no template, the template is not approved. Else it is queued, and goes out in its turn, past the same rules once more: `state` of the message tells. It is dropped when that takes more than a day.
         *
         *     Needs the scope `messages:write`.
         */
        post: operations["createMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message, and how far it has come
         * @description Needs the scope `messages:read`.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/messages/{messageId}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send what failed, was refused or may be out once more
         * @description As a message of its own, once however often it is asked for. Of one whose outcome is unknown the customer may get two: ask them first.
         *
         *     Needs the scope `messages:write`.
         */
        post: operations["sendMessageAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List conversations, the one with the newest message first
         * @description People are masked unless the key has `people:read`.
         *
         *     Needs the scope `messages:read`.
         */
        get: operations["listConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/conversations/{conversationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One conversation, and what the person wants
         * @description Needs the scope `messages:read`.
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/conversations/{conversationId}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a person has said they want, newest first
         * @description Nothing is ever taken back: the newest of each scope holds.
         *
         *     Needs the scope `messages:read`.
         */
        get: operations["listConsents"];
        put?: never;
        /**
         * Note what a person told you they want
         * @description Counts like what they write themselves, over all numbers of the tenant.
         *
         *     Needs the scope `messages:write`.
         */
        post: operations["noteConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which notices a shop’s customers get
         * @description All three, also those that nobody has chosen yet.
         *
         *     Needs the scope `settings:read`.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/notices/{notice}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them
         * @description Needs the scope `settings:read`.
         */
        get: operations["getNotice"];
        /**
         * Switch a notice on or off, and say in which words
         * @description Switched on, it holds for orders placed from then on; what is on already stays on since it was. `…/preflight` of the number says whether its templates are approved.
         *
         *     Needs the scope `settings:write`.
         */
        put: operations["chooseNotice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/message-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When nobody is to be disturbed, and whether a STOP is confirmed
         * @description Needs the scope `settings:read`.
         */
        get: operations["getMessageSettings"];
        /**
         * Choose quiet hours
         * @description Needs the scope `settings:write`.
         */
        put: operations["chooseMessageSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/sending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a number sends
         * @description Needs the scope `settings:read`.
         */
        get: operations["getSending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/sending/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing from a number for now
         * @description What customers write is heard all the same. The same again changes nothing.
         *
         *     Needs the scope `settings:write`.
         */
        post: operations["pauseSending"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/sending/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a number send again
         * @description After a pause, or when what the provider had against it is settled there. What waits goes on within a minute.
         *
         *     Needs the scope `settings:write`.
         */
        post: operations["resumeSending"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Templates of a number’s account, by name
         * @description As they were read last, and with the news that came since.
         *
         *     Needs the scope `settings:read`.
         */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/connections/{connectionId}/templates/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the provider for its templates now
         * @description Done by itself before one is sent; this is for whoever has just had one approved.
         *
         *     Needs the scope `settings:write`.
         */
        post: operations["readTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tasks, newest first
         * @description Needs the scope `orders:read`.
         */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/tasks/{taskId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a task has been seen to
         * @description A task that is closed already stays as it is.
         *
         *     Needs the scope `orders:write`.
         */
        post: operations["closeTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/privacy-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List requests, the one that is due first at the top
         * @description Needs the scope `privacy:read`.
         */
        get: operations["listPrivacyRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/privacy-requests/{requestId}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a request has been seen to
         * @description One that is done or set aside stays as it is.
         *
         *     Needs the scope `privacy:write`.
         */
        post: operations["settlePrivacyRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the parts of the tenant fare
         * @description From what is known here; nobody is called.
         *
         *     Needs the scope `health:read`.
         */
        get: operations["getTenantHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description A right of an API key.
         * @enum {string}
         */
        Scope: "tenant:read" | "tenant:write" | "keys:read" | "keys:write" | "connections:read" | "connections:write" | "orders:read" | "orders:write" | "people:read" | "events:read" | "bodies:read" | "dead-letters:read" | "dead-letters:write" | "mappings:read" | "mappings:write" | "messages:read" | "messages:write" | "settings:read" | "settings:write" | "privacy:read" | "privacy:write" | "health:read";
        NewShopifyConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "shopify";
            name: string;
            shopDomain: string;
            /** @description Webhooks of the app are signed with it. */
            clientSecret: string;
            /** @description Still valid while Shopify changes over. */
            previousClientSecret?: string;
            /** @description Lets the shop be asked for orders; checked before it is stored. */
            adminToken?: string;
            /**
             * Format: date-time
             * @description Orders placed before are recorded only. Now, when left out.
             */
            cutOverAt?: string;
            pushPolicy?: {
                /**
                 * @description What opens the confirmation in the ERP, which reserves stock.
                 * @enum {string}
                 */
                confirm?: "at-paid" | "at-create";
                /** @enum {string} */
                cashOnDelivery?: "hold" | "confirm";
                /** @enum {string} */
                pointOfSale?: "push" | "record";
            };
            /**
             * Format: uuid
             * @description The ERP that carries its orders.
             */
            erpConnectionId?: string;
        };
        /** @description Orders are handed in over this API; nobody calls from outside. */
        NewDirectConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "direct";
            name: string;
            /** @description What you call this source of orders, one of a kind: own-shop, chat. */
            account: string;
            /**
             * Format: date-time
             * @description Orders placed before are recorded only. Now, when left out.
             */
            cutOverAt?: string;
            pushPolicy?: {
                /**
                 * @description What opens the confirmation in the ERP, which reserves stock.
                 * @enum {string}
                 */
                confirm?: "at-paid" | "at-create";
                /** @enum {string} */
                cashOnDelivery?: "hold" | "confirm";
                /** @enum {string} */
                pointOfSale?: "push" | "record";
            };
            /**
             * Format: uuid
             * @description The ERP that carries its orders.
             */
            erpConnectionId?: string;
        };
        NewWhatsappConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "whatsapp-cloud";
            name: string;
            /** @description The WhatsApp Business Account ID. */
            wabaId: string;
            /** @description The Phone number ID; not the number. */
            phoneNumberId: string;
            /** @description Of a system user. Tried before it is stored. */
            accessToken: string;
            /** @description Meta signs every webhook with it. */
            appSecret: string;
            /** @description With it the hub also learns when the token ends, and tells people before it does. */
            appId?: string;
            /** @description Of the provider, named on every call. */
            apiVersion?: string;
            /**
             * @description Which way templates of the category marketing take. Accounts that must leave `messages` are told so (131063).
             * @enum {string}
             */
            marketingPath?: "messages" | "marketing_messages";
            /**
             * Format: uuid
             * @description An endpoint of yours that hears another number of the same app: Meta calls one address for each app. Left out, one is made.
             */
            endpointId?: string;
        };
        NewOdooConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "odoo";
            name: string;
            /** Format: uri */
            url: string;
            database: string;
            login: string;
            /** @description A password or an API key. An administrator’s is used once, to make a user with few rights and a key of its own. */
            secret: string;
            /** @enum {string} */
            transport?: "auto" | "json-2" | "json-rpc" | "xml-rpc";
        };
        /**
         * @description recorded: kept, not carried. waiting: on its way. held: a draft that waits for payment or verification. confirmed. short: confirmed, stock not fully reserved. parked: a person has to mend something. cancelled.
         * @enum {string}
         */
        ErpState: "recorded" | "waiting" | "parked" | "held" | "confirmed" | "short" | "cancelled";
        NewOrder: {
            /** @description your id of the order; left out: one is made from the idempotency key */
            sourceId?: string;
            /** @description what people call it: "S-1042" */
            name: string;
            /**
             * @description where it was placed
             * @default web
             * @enum {string}
             */
            source: "web" | "chat" | "phone" | "other";
            /** @description what the customer reads, en or hi-IN: notices come in it */
            language?: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            placedAt: string;
            /**
             * Format: date-time
             * @description when it changed last; the newest version holds. Left out: placedAt
             */
            updatedAt?: string;
            /** @default null */
            cancelledAt: string | null;
            /** @default null */
            cancelReason: string | null;
            /**
             * @description never reaches the books
             * @default false
             */
            test: boolean;
            /** @description ISO 4217 */
            currency: string;
            taxesIncluded: boolean;
            payment: {
                /** @enum {string} */
                status: "pending" | "authorized" | "partially-paid" | "paid" | "refunded" | "voided" | "expired";
                /** @default [] */
                gateways: string[];
                /** @description still to be paid; left out: nothing when paid, else everything */
                outstanding?: string;
                /** @default false */
                cashOnDelivery: boolean;
            };
            /** @default null */
            customer: {
                /** @default null */
                sourceId: string | null;
                name: string;
                /** @default null */
                email: string | null;
                /** @default null */
                phone: string | null;
            } | null;
            /** @default null */
            billingAddress: {
                name: string;
                /** @default null */
                company: string | null;
                line1: string;
                /** @default null */
                line2: string | null;
                /** @default null */
                city: string | null;
                /** @default null */
                postalCode: string | null;
                /**
                 * @description code of the state or province, for example MH
                 * @default null
                 */
                regionCode: string | null;
                /** @default null */
                regionName: string | null;
                /** @description ISO 3166-1 alpha-2 */
                countryCode: string;
                /**
                 * @description as typed; read as of the address’s country
                 * @default null
                 */
                phone: string | null;
            } | null;
            /** @default null */
            shippingAddress: {
                name: string;
                /** @default null */
                company: string | null;
                line1: string;
                /** @default null */
                line2: string | null;
                /** @default null */
                city: string | null;
                /** @default null */
                postalCode: string | null;
                /**
                 * @description code of the state or province, for example MH
                 * @default null
                 */
                regionCode: string | null;
                /** @default null */
                regionName: string | null;
                /** @description ISO 3166-1 alpha-2 */
                countryCode: string;
                /**
                 * @description as typed; read as of the address’s country
                 * @default null
                 */
                phone: string | null;
            } | null;
            lines: {
                /** @description yours, unique in the order; left out: its place in the list */
                id?: string;
                /**
                 * @description item: a product, by SKU. custom: an ad-hoc line. The others are charges and liabilities
                 * @default item
                 * @enum {string}
                 */
                kind: "item" | "custom" | "shipping" | "fee" | "tip" | "gift-card";
                /** @default null */
                sku: string | null;
                title: string;
                /** @default 1 */
                quantity: number;
                /** @description of one piece before discounts; with tax when taxesIncluded */
                unitPrice: string;
                /**
                 * @description of the whole line, its share of order discounts included
                 * @default 0
                 */
                discount: string;
                taxes?: {
                    /** @description as the customer reads it: CGST, SGST, IGST, VAT */
                    title: string;
                    /** @description fraction: "0.025" is 2.5 % */
                    rate: string;
                    amount: string;
                }[];
                /** @description left out: true for items and custom lines */
                requiresShipping?: boolean;
            }[];
            totals: {
                /** @description what the customer pays, tax included */
                total: string;
                /** @description within the total */
                tax: string;
            };
            /** @default null */
            note: string | null;
            /** @default [] */
            tags: string[];
            /** @default [] */
            attributes: {
                name: string;
                value: string;
            }[];
            /**
             * Format: uuid
             * @description A connection of the provider `direct`.
             */
            connectionId: string;
        };
        /** @description One letter, those of an order and its events, those of a cause, or all. */
        DeadLetterSelection: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
        } | {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            orderId: string;
        } | {
            /** @description A code of the error table. */
            cause: string;
        } | {
            /** @constant */
            all: true;
        };
        /**
         * @description A fallback-product is what every line without a product becomes; its only key is *.
         * @enum {string}
         */
        MappingKind: "product" | "tax" | "gateway" | "location" | "fallback-product";
        /**
         * @description received: from the customer. queued: waits for its turn, the morning, or a number that is paused. sending: the call is under way. outcome-unknown: nobody answered; never repeated by itself. accepted to played: as the provider tells. failed: the provider could not. refused: not sent, by our policy.
         * @enum {string}
         */
        MessageState: "received" | "queued" | "sending" | "outcome-unknown" | "accepted" | "sent" | "delivered" | "read" | "played" | "failed" | "refused";
        NewMessage: {
            /** @description One of a conversation, an order’s customer, or a phone. */
            to: {
                /**
                 * Format: uuid
                 * @description An id of ours.
                 */
                conversationId: string;
            } | {
                /**
                 * Format: uuid
                 * @description To whoever placed it.
                 */
                orderId: string;
            } | {
                /** @description With country, as +919000000001. */
                phone: string;
            };
            /**
             * Format: uuid
             * @description The number it goes out from. May be left out for a conversation, and where there is one only.
             */
            connectionId?: string;
            content: {
                /** @constant */
                kind: "text";
                body: string;
            } | {
                /** @constant */
                kind: "template";
                template: {
                    name: string;
                    language: string;
                    /**
                     * @default utility
                     * @enum {string}
                     */
                    category: "utility" | "marketing" | "authentication";
                    header?: {
                        /** @default null */
                        name: string | null;
                        text: string;
                    }[];
                    /** @default [] */
                    body: {
                        /** @default null */
                        name: string | null;
                        text: string;
                    }[];
                };
            };
            /**
             * Format: uuid
             * @description The message of the customer that is answered.
             */
            answers?: string;
        };
        /** @enum {string} */
        NoticeKind: "order-confirmation" | "order-cancelled" | "needs-something";
        NoticeChoices: {
            templates: {
                name: string;
                language: string;
                /**
                 * @default utility
                 * @enum {string}
                 */
                category: "utility" | "marketing";
                /** @default [] */
                header: {
                    /**
                     * @description by position: null everywhere. By name: everywhere
                     * @default null
                     */
                    name: string | null;
                    value: {
                        /** @enum {string} */
                        from: "first-name" | "order" | "amount" | "shop" | "needed";
                        /** @description in place of a name that nobody told; a template takes no empty words */
                        otherwise?: string;
                    } | {
                        text: string;
                    };
                }[];
                /** @default [] */
                body: {
                    /**
                     * @description by position: null everywhere. By name: everywhere
                     * @default null
                     */
                    name: string | null;
                    value: {
                        /** @enum {string} */
                        from: "first-name" | "order" | "amount" | "shop" | "needed";
                        /** @description in place of a name that nobody told; a template takes no empty words */
                        otherwise?: string;
                    } | {
                        text: string;
                    };
                }[];
            }[];
            /** @description for customers whose language has no template */
            fallback: string;
            /**
             * @description what people read in a country, where the order does not tell and it is not what most people speak there: IN → en
             * @default {}
             */
            languageOf: {
                [key: string]: string;
            };
            /**
             * @description order-confirmation: also for cash on delivery that stands as a draft and waits to be verified
             * @default false
             */
            whileHeld: boolean;
            /**
             * @description needs-something: how what is missing is called, by language and need
             * @default {}
             */
            needs: {
                [key: string]: {
                    address: string;
                    verification: string;
                };
            };
        };
        MessageSettings: {
            /** @description what we begin ourselves waits until they are over; answers to customers do not */
            quiet: {
                from: string;
                /** @description may be the next morning */
                until: string;
                timeZone: string;
            } | null;
            /**
             * @description whoever says STOP is told once that it is heard
             * @default true
             */
            confirmsOptOut: boolean;
        };
        /**
         * @description From one table; codes are added and never change their meaning.
         * @enum {string}
         */
        ErrorCode: "not-found" | "bad-request" | "unauthorised" | "forbidden" | "invalid-request" | "conflict" | "precondition-failed" | "precondition-required" | "idempotency-key-reused" | "idempotency-key-in-use" | "rate-limited" | "signature-rejected" | "verification-refused" | "operator-only" | "account-taken" | "body-too-large" | "database-unavailable" | "lease-lost" | "shutting-down" | "internal" | "provider-busy" | "provider-unreachable" | "outcome-unknown" | "address-not-allowed" | "credentials-rejected" | "rights-missing" | "provider-refused" | "provider-contract-broken" | "message-refused" | "message-unreachable" | "message-window-closed" | "message-opted-out" | "message-no-consent" | "message-outdated" | "message-waits" | "message-too-soon" | "template-refused" | "number-blocked" | "payload-unreadable" | "order-does-not-add-up" | "edited-order-does-not-add-up" | "order-empty" | "currency-unknown" | "sku-missing" | "sku-unknown" | "sku-ambiguous" | "tax-unmapped" | "location-unmapped" | "mapping-broken" | "mapping-target-unknown" | "confirm-unanswered" | "currency-not-in-erp" | "service-product-missing" | "amounts-differ" | "erp-connection-missing" | "erp-order-vanished" | "rows-outdated" | "stands-in-another-erp" | "changed-after-confirmation";
        Tenant: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            slug: string;
            name: string;
            /** @description ISO 3166-1 alpha-2: how phones without a country are read. */
            country: string;
            /** @description Origins of pages whose scripts may call this API. None by default. */
            corsOrigins: string[];
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            createdAt: string;
        };
        ApiKey: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            createdAt: string;
            expiresAt: string | null;
            revokedAt: string | null;
            /** @description To the minute. */
            lastUsedAt: string | null;
        };
        /** @description A channel, an ERP or a number that people write to. Secrets are never shown. */
        Connection: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            provider: string;
            /**
             * @description messaging: a number that people write to.
             * @enum {string}
             */
            kind: "channel" | "erp" | "messaging";
            name: string;
            /** @enum {string} */
            status: "active" | "paused" | "disconnected";
            /** @description The provider’s own key of the account: a shop’s domain. */
            account: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            createdAt: string;
            channel: {
                /**
                 * Format: date-time
                 * @description RFC 3339, with an offset.
                 */
                installedAt: string;
                disconnectedAt: string | null;
                /** @description There are credentials to ask it with, and they were not taken away. */
                canBeAsked: boolean;
                /**
                 * Format: date-time
                 * @description Orders placed before are recorded and not carried.
                 */
                cutOverAt: string;
                pushPolicy: components["schemas"]["PushPolicy"];
                erpConnectionId: string | null;
            } | null;
            erp: {
                url: string;
                database: string;
                companyId: string;
                warehouseId: string | null;
                keyExpiresAt: string | null;
            } | null;
            /** @description Of a number that people write to. */
            number: {
                /** @description Null: the one that this hub was made for. */
                apiVersion: string | null;
                /**
                 * @description Which way templates of the category marketing take. Accounts that must leave `messages` are told so (131063).
                 * @enum {string}
                 */
                marketingPath: "messages" | "marketing_messages";
                /** @description When the access token ends, as far as is known: asked when it is stored and at each check. */
                keyExpiresAt: string | null;
            } | null;
        };
        /** @description What of a channel is carried to the ERP, and when it is confirmed there. */
        PushPolicy: {
            /**
             * @description What opens the confirmation in the ERP, which reserves stock.
             * @enum {string}
             */
            confirm: "at-paid" | "at-create";
            /** @enum {string} */
            cashOnDelivery: "hold" | "confirm";
            /** @enum {string} */
            pointOfSale: "push" | "record";
        };
        Endpoint: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            provider: string;
            /** @description Where the channel has to call; a path while PUBLIC_URL is not set. */
            url: string;
            active: boolean;
            bodyLimitBytes: number;
            /** @description How many secrets are accepted now: none (everything is refused), one, or two. */
            validSecrets: number;
            /** @description Whose events it hears, by the provider’s own key of the account. */
            serves: {
                account: string;
                /**
                 * Format: uuid
                 * @description An id of ours.
                 */
                connectionId: string;
            }[];
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            createdAt: string;
        };
        ConnectionCheck: {
            ok: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            checkedAt: string;
            /** @description Who answered and what it may, in sentences. */
            says: string[];
            problem: components["schemas"]["Cause"] | null;
            /** @description What stands against using it although it answers, in sentences. */
            problems: string[];
            /** @description What to do about the problem. */
            remedy: string | null;
        };
        /** @description Why, as a code and as a sentence for people. */
        Cause: {
            code: string;
            say: string;
        };
        Preflight: {
            ready: boolean;
            checks: {
                id: string;
                ok: boolean;
                /** @description Without it the connection cannot go live. */
                blocking: boolean;
                say: string;
                remedy: string | null;
            }[];
        };
        OrderSummary: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @description The channel’s own id. */
            sourceId: string;
            /** @description The label people use, "#1042". */
            name: string;
            /** @enum {string} */
            state: "open" | "cancelled";
            /** @enum {string} */
            paymentStatus: "pending" | "authorized" | "partially-paid" | "paid" | "partially-refunded" | "refunded" | "voided" | "expired" | "unknown";
            erpState: components["schemas"]["ErpState"];
            /** @description Why it is recorded only, held or parked. */
            reason: components["schemas"]["Cause"] | null;
            total: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            /** @description As the customer sees it. */
            presentmentTotal: components["schemas"]["Money"];
            test: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            placedAt: string;
            /**
             * Format: date-time
             * @description When it last changed here.
             */
            updatedAt: string;
            editedAt: string | null;
            /** @description Deleted in the channel. */
            deletedAt: string | null;
            /** @description The channel has to send it again, or to be asked. */
            mayBeOutdated: boolean;
            /** @description Rises when what the ERP must hold changes. */
            revision: number;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            correlationId: string;
        };
        /** @description An amount in the smallest unit of its currency, as text: {"amount": "384410", "currency": "INR"} is 3,844.10 INR. */
        Money: {
            amount: string;
            currency: string;
        };
        HandedInOrder: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            eventId: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @description Yours, or the one that was made of the idempotency key. */
            sourceId: string;
            links: {
                /** @description The event it was recorded as, and how the work on it fares. */
                event: string;
                /** @description Finds the order, as soon as the event was worked off. */
                order: string;
            };
        };
        Order: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @description The channel’s own id. */
            sourceId: string;
            /** @description The label people use, "#1042". */
            name: string;
            /** @enum {string} */
            state: "open" | "cancelled";
            /** @enum {string} */
            paymentStatus: "pending" | "authorized" | "partially-paid" | "paid" | "partially-refunded" | "refunded" | "voided" | "expired" | "unknown";
            erpState: components["schemas"]["ErpState"];
            /** @description Why it is recorded only, held or parked. */
            reason: components["schemas"]["Cause"] | null;
            total: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            /** @description As the customer sees it. */
            presentmentTotal: components["schemas"]["Money"];
            test: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            placedAt: string;
            /**
             * Format: date-time
             * @description When it last changed here.
             */
            updatedAt: string;
            editedAt: string | null;
            /** @description Deleted in the channel. */
            deletedAt: string | null;
            /** @description The channel has to send it again, or to be asked. */
            mayBeOutdated: boolean;
            /** @description Rises when what the ERP must hold changes. */
            revision: number;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            correlationId: string;
            erpDocuments: components["schemas"]["ErpDocument"][];
            document: components["schemas"]["OrderDocument"];
            /** @description The key has no right to people: their data is left out of the document. */
            peopleHidden: boolean;
        };
        /** @description One revision of an order in an ERP. */
        ErpDocument: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            revision: number;
            /** @enum {string} */
            state: "planned" | "sent" | "loaded" | "confirmed" | "short" | "cancelled" | "done";
            erpId: string | null;
            /** @description The ERP’s own label, "S00042". */
            erpName: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            updatedAt: string;
        };
        OrderDocument: {
            channel: string;
            sourceId: string;
            name: string;
            /** Format: date-time */
            placedAt: string;
            /** Format: date-time */
            updatedAt: string;
            cancelledAt: string | null;
            cancelReason: string | null;
            test: boolean;
            confirmed: boolean;
            edited: boolean;
            source: string;
            locationSourceId?: string;
            /** @description What the customer read at the checkout, where the channel tells. */
            language?: string;
            currency: string;
            presentment: {
                currency: string;
                /** @description Smallest units of the order’s currency. */
                total: string;
                outstanding: string | null;
            };
            taxesIncluded: boolean;
            payment: {
                /** @enum {string} */
                status: "pending" | "authorized" | "partially-paid" | "paid" | "partially-refunded" | "refunded" | "voided" | "expired" | "unknown";
                gateways: string[];
                /** @description Smallest units of the order’s currency. */
                outstanding: string;
                cashOnDelivery: boolean;
                /** @description Smallest units of the order’s currency. */
                cashRounding: string;
                terms: {
                    name: string | null;
                    dueAt: string | null;
                } | null;
            };
            /** @enum {string} */
            fulfilment: "none" | "partial" | "fulfilled" | "restocked";
            customer: {
                sourceId: string | null;
                name: string | null;
                email: string | null;
                phone: string | null;
            } | null;
            company: {
                sourceId: string | null;
                name: string | null;
            } | null;
            purchaseOrder: string | null;
            billingAddress: {
                name: string | null;
                company: string | null;
                line1: string | null;
                line2: string | null;
                city: string | null;
                postalCode: string | null;
                regionCode: string | null;
                regionName: string | null;
                countryCode: string | null;
                phone: string | null;
            } | null;
            shippingAddress: {
                name: string | null;
                company: string | null;
                line1: string | null;
                line2: string | null;
                city: string | null;
                postalCode: string | null;
                regionCode: string | null;
                regionName: string | null;
                countryCode: string | null;
                phone: string | null;
            } | null;
            lines: {
                sourceId: string;
                /** @enum {string} */
                kind: "item" | "custom" | "shipping" | "fee" | "tip" | "gift-card";
                sku: string | null;
                title: string;
                quantity: number;
                currentQuantity: number;
                /** @description Smallest units of the order’s currency. */
                unitPrice: string;
                /** @description Smallest units of the order’s currency. */
                discount: string;
                /** @description Smallest units of the order’s currency. */
                net: string;
                taxes: {
                    title: string;
                    rate: string;
                    /** @description Smallest units of the order’s currency. */
                    amount: string;
                }[];
                requiresShipping: boolean;
                productSourceId: string | null;
                variantSourceId: string | null;
                bundle?: {
                    sourceId: string;
                    title: string | null;
                    quantity: number | null;
                };
            }[];
            refunds: {
                sourceId: string;
                at: string | null;
                currency: string | null;
                amount: string | null;
                presentment: components["schemas"]["Money"] | null;
                pending: components["schemas"]["Money"] | null;
                lines: {
                    lineSourceId: string;
                    quantity: number;
                    restock: boolean;
                    net: string | null;
                    tax: string | null;
                }[];
                shipping: {
                    /** @description Smallest units of the order’s currency. */
                    net: string;
                    /** @description Smallest units of the order’s currency. */
                    tax: string;
                } | null;
            }[];
            totals: {
                /** @description Smallest units of the order’s currency. */
                total: string;
                /** @description Smallest units of the order’s currency. */
                tax: string;
                /** @description Smallest units of the order’s currency. */
                refunded: string;
            };
            note: string | null;
            tags: string[];
            attributes: {
                name: string;
                value: string | null;
            }[];
        };
        TimelineEntry: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            at: string;
            kind: string;
            message: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            correlationId: string;
        };
        Refund: {
            sourceId: string;
            at: string | null;
            /** @description What went back, in the shop’s currency; null when the channel does not tell. */
            money: components["schemas"]["Money"] | null;
            presentment: components["schemas"]["Money"] | null;
            /** @description On its way back. */
            pending: components["schemas"]["Money"] | null;
            pieces: number;
            restocked: number;
        };
        Task: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            orderId: string;
            orderName: string;
            kind: string;
            message: string;
            /** @enum {string} */
            state: "open" | "closed";
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            createdAt: string;
            closedAt: string | null;
            closedReason: string | null;
        };
        Event: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @description As the channel names it: orders/create. */
            topic: string;
            /** @description What it is about, by the channel’s own id. */
            subject: {
                kind: string;
                id: string;
            } | null;
            /** @description When its subject last changed, as the channel says. */
            occurredAt: string | null;
            /** @description When the channel raised it, as it says. */
            triggeredAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            receivedAt: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            deliveryId: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            correlationId: string;
        };
        EventWithWork: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @description As the channel names it: orders/create. */
            topic: string;
            /** @description What it is about, by the channel’s own id. */
            subject: {
                kind: string;
                id: string;
            } | null;
            /** @description When its subject last changed, as the channel says. */
            occurredAt: string | null;
            /** @description When the channel raised it, as it says. */
            triggeredAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            receivedAt: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            deliveryId: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            correlationId: string;
            /** @description What followed from it. Done work is forgotten after a month. */
            work: {
                /**
                 * Format: uuid
                 * @description An id of ours.
                 */
                id: string;
                kind: string;
                /** @enum {string} */
                state: "waiting" | "done" | "dead" | "dismissed";
                attempts: number;
                nextAt: string | null;
                /** @description Of the last failure. */
                cause: components["schemas"]["Cause"] | null;
            }[];
        };
        Delivery: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            endpointId: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            receivedAt: string;
            bodyBytes: number;
            /** @description Those that are kept; no signature, nothing of the caller. */
            headers: {
                [key: string]: string;
            };
        };
        DeadLetterCause: {
            cause: string;
            title: string;
            /** @description What a person does about all of them. */
            remedy: string;
            letters: number;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            oldestAt: string;
            /** @description Labels of some orders it concerns, newest first. */
            orders: string[];
            example: string;
        };
        DeadLetter: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            cause: string;
            say: string;
            /** @description Null where an event has to be read again, or the channel to be asked. */
            orderId: string | null;
            orderName: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            at: string;
        };
        DryRun: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            orderId: string;
            orderName: string;
            /** @enum {string} */
            would: "refuse" | "create" | "rewrite" | "confirm" | "cancel" | "leave";
            /** @description Why it would be refused again. */
            refusals: string[];
            toSend: {
                total: components["schemas"]["Money"];
                tax: components["schemas"]["Money"];
                lines: {
                    name: string;
                    productId: string | null;
                    quantity: number;
                    total: components["schemas"]["Money"];
                }[];
            } | null;
            /** @description What the ERP holds of it now. */
            there: {
                erpId: string;
                name: string;
                /** @enum {string} */
                state: "draft" | "confirmed" | "cancelled";
                total: components["schemas"]["Money"];
                started: boolean;
            } | null;
        };
        Mapping: {
            kind: components["schemas"]["MappingKind"];
            /** @description What the channel said: sku:SAR-ILK-MRN, variant:88002, title:Gift wrap, a payment method … */
            key: string;
            targetId: string;
            targetLabel: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            updatedAt: string;
        };
        MappingNeed: {
            kind: components["schemas"]["MappingKind"];
            /** @description What the channel said: sku:SAR-ILK-MRN, variant:88002, title:Gift wrap, a payment method … */
            key: string;
            label: string;
            /** @description How many orders wait for it; counted up to 1,000. */
            orders: number;
            /** @description Labels of some of them. */
            examples: string[];
        };
        SeenSku: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            sku: string;
            /** @description As the newest order line that named it. */
            title: string;
            /** @description The channel’s own id of the product. */
            productSourceId: string | null;
            variantSourceId: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            firstSeenAt: string;
            /**
             * Format: date-time
             * @description To the hour.
             */
            lastSeenAt: string;
            mappedTo: {
                targetId: string;
                targetLabel: string;
            } | null;
            /** @description Orders are parked until it is mapped, or the ERP knows it by itself. */
            waiting: boolean;
        };
        Message: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description The number of ours.
             */
            connectionId: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            conversationId: string;
            /** @enum {string} */
            direction: "in" | "out";
            state: components["schemas"]["MessageState"];
            /** @description text, template, buttons; of what came in, the provider’s word. */
            type: string;
            purpose: ("notice" | "opt-out-confirmation" | "staff") | null;
            notice: components["schemas"]["NoticeKind"] | null;
            orderId: string | null;
            template: {
                name: string;
                language: string;
                category: string | null;
            } | null;
            who: components["schemas"]["Who"];
            /** @description In words for people. Needs people:read. */
            text: string | null;
            /** @description As it is sent, or what was understood of it. Needs people:read. */
            content: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When it was written, by the provider’s clock; when one of ours was queued.
             */
            at: string;
            acceptedAt: string | null;
            sentAt: string | null;
            deliveredAt: string | null;
            readAt: string | null;
            failedAt: string | null;
            /** @description Why it was refused, failed or waits. */
            reason: {
                code: string;
                say: string;
                providerCode: string | null;
            } | null;
            /** @description As billed, where the provider tells. */
            pricing: {
                [key: string]: unknown;
            } | null;
            /** @description The message that was sent again in its place. */
            againAs: string | null;
        };
        /** @description Without people:read the phone is masked to its last digits, and the rest is left out. */
        Who: {
            phone: string | null;
            name: string | null;
            userId: string | null;
        };
        Conversation: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description The number of ours.
             */
            connectionId: string;
            customerId: string | null;
            who: components["schemas"]["Who"];
            /** @description By the provider’s clock. For 24 hours from then WhatsApp takes free texts. */
            lastInboundAt: string | null;
            /** @description Since when nothing is sent any more, because deliveries failed again and again. */
            suppressedAt: string | null;
            /** @description The person goes on in that conversation. */
            movedTo: string | null;
        };
        ConversationWithWishes: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description The number of ours.
             */
            connectionId: string;
            customerId: string | null;
            who: components["schemas"]["Who"];
            /** @description By the provider’s clock. For 24 hours from then WhatsApp takes free texts. */
            lastInboundAt: string | null;
            /** @description Since when nothing is sent any more, because deliveries failed again and again. */
            suppressedAt: string | null;
            /** @description The person goes on in that conversation. */
            movedTo: string | null;
            /** @description What the person wants now; null: they never said. */
            wishes: {
                all: {
                    /** @enum {string} */
                    choice: "stop" | "allow";
                    /**
                     * Format: date-time
                     * @description RFC 3339, with an offset.
                     */
                    at: string;
                } | null;
                marketing: {
                    /** @enum {string} */
                    choice: "stop" | "allow";
                    /**
                     * Format: date-time
                     * @description RFC 3339, with an offset.
                     */
                    at: string;
                } | null;
            };
        };
        Consent: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * @description all: everything we begin ourselves.
             * @enum {string}
             */
            scope: "all" | "marketing";
            /** @enum {string} */
            choice: "stop" | "allow";
            /**
             * @description word: they typed it. preference: the provider’s own switch. provider-error: the provider refused to send. staff: noted here.
             * @enum {string}
             */
            source: "word" | "preference" | "provider-error" | "staff";
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            at: string;
            /** @description As the staff noted it. Needs people:read. */
            reason: string | null;
        };
        NoticeSetting: {
            /**
             * Format: uuid
             * @description The shop whose customers get it.
             */
            connectionId: string;
            notice: components["schemas"]["NoticeKind"];
            /** @description Orders placed earlier get none. Null: it is off. */
            onSince: string | null;
            /** @description The number it comes from. Null: nobody ever chose. */
            numberConnectionId: string | null;
            choices: components["schemas"]["NoticeChoicesOutput"] | null;
        };
        /** @description Whether a number sends. What waits goes on when it does, or has had its time. */
        Sending: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /**
             * @description paused: by a person.
             * @enum {string}
             */
            status: "active" | "paused" | "disconnected";
            /** @description Why the provider lets nothing out; null while it does. */
            stopped: {
                /**
                 * Format: date-time
                 * @description RFC 3339, with an offset.
                 */
                since: string;
                code: string;
                say: string;
            } | null;
            /** @description How many messages at the most. */
            perSecond: number;
            templatesReadAt: string | null;
        };
        Template: {
            name: string;
            language: string;
            /** @description Sent are approved and flagged ones. Null: not told. */
            status: string | null;
            category: ("marketing" | "utility" | "authentication") | null;
            quality: ("green" | "yellow" | "red" | "unknown") | null;
            /** @description Why, in the provider’s words. */
            reason: string | null;
            /** @description What has to be filled in; null while unknown. buttons: how many take something. */
            takes: {
                header: string;
                /** @description Names; null stands for a position. */
                headerParameters: (string | null)[];
                /** @description Names; null stands for a position. */
                body: (string | null)[];
                buttons: number;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            updatedAt: string;
        };
        PrivacyRequest: {
            /**
             * Format: uuid
             * @description An id of ours.
             */
            id: string;
            /**
             * Format: uuid
             * @description An id of ours.
             */
            connectionId: string;
            /** @enum {string} */
            kind: "hand-over" | "erase-person" | "erase-shop";
            /** @enum {string} */
            state: "open" | "done" | "set-aside";
            note: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            requestedAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, with an offset.
             */
            dueAt: string;
            settledAt: string | null;
            /** @description The channel’s ids of the orders it names. */
            orderSourceIds: string[];
            /** @description Whom it is about; null: the whole shop. E-mail and phone only to a key with `people:read`. */
            person: {
                sourceId: string | null;
                email: string | null;
                phone: string | null;
            } | null;
            peopleHidden: boolean;
        };
        TenantHealth: {
            /**
             * @description The worst of the parts.
             * @enum {string}
             */
            status: "fine" | "attention" | "stopped";
            parts: {
                /** @enum {string} */
                part: "channel" | "erp" | "messaging" | "orders" | "dead-letters" | "tasks" | "privacy";
                connectionId: string | null;
                /** @enum {string} */
                status: "fine" | "attention" | "stopped";
                say: string;
                /** @description When the part last did something, or since when something waits. */
                since: string | null;
            }[];
        };
        Problem: {
            /** @description Where the code is explained, relative to this API. */
            type: string;
            code: components["schemas"]["ErrorCode"];
            status: number;
            /** @description A sentence for people. */
            title: string;
            /**
             * @description Whether the same request may succeed later: by itself, after a person mended something, or never. settle: nobody knows whether it took effect, read first.
             * @enum {string}
             */
            retry: "later" | "after-fix" | "never" | "settle";
            requestId: string;
            /** @description What is wrong with the request, place by place. */
            errors?: {
                /** @enum {string} */
                in: "path" | "query" | "header" | "body";
                /** @description JSON pointer to what is wrong. */
                pointer: string;
                message: string;
            }[];
        };
        NoticeChoicesOutput: {
            templates: {
                name: string;
                language: string;
                /**
                 * @default utility
                 * @enum {string}
                 */
                category: "utility" | "marketing";
                /** @default [] */
                header: {
                    /**
                     * @description by position: null everywhere. By name: everywhere
                     * @default null
                     */
                    name: string | null;
                    value: {
                        /** @enum {string} */
                        from: "first-name" | "order" | "amount" | "shop" | "needed";
                        /** @description in place of a name that nobody told; a template takes no empty words */
                        otherwise?: string;
                    } | {
                        text: string;
                    };
                }[];
                /** @default [] */
                body: {
                    /**
                     * @description by position: null everywhere. By name: everywhere
                     * @default null
                     */
                    name: string | null;
                    value: {
                        /** @enum {string} */
                        from: "first-name" | "order" | "amount" | "shop" | "needed";
                        /** @description in place of a name that nobody told; a template takes no empty words */
                        otherwise?: string;
                    } | {
                        text: string;
                    };
                }[];
            }[];
            /** @description for customers whose language has no template */
            fallback: string;
            /**
             * @description what people read in a country, where the order does not tell and it is not what most people speak there: IN → en
             * @default {}
             */
            languageOf: {
                [key: string]: string;
            };
            /**
             * @description order-confirmation: also for cash on delivery that stands as a draft and waits to be verified
             * @default false
             */
            whileHeld: boolean;
            /**
             * @description needs-something: how what is missing is called, by language and need
             * @default {}
             */
            needs: {
                [key: string]: {
                    address: string;
                    verification: string;
                };
            };
        };
        MessageSettingsOutput: {
            /** @description what we begin ourselves waits until they are over; answers to customers do not */
            quiet: {
                from: string;
                /** @description may be the next morning */
                until: string;
                timeZone: string;
            } | null;
            /**
             * @description whoever says STOP is told once that it is heard
             * @default true
             */
            confirmsOptOut: boolean;
        };
    };
    responses: {
        /** @description `invalid-request`: Something in the request is not as it must be; see errors. */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthorised`: A valid API key is needed: Authorization: Bearer cdk_… It may have ended or been revoked. */
        Unauthorised: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: This API key has no right to that; it needs {scope}. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-found`: There is nothing here. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate-limited`: Too many requests with this API key; see Retry-After. */
        RateLimited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: Something went wrong on our side. It has been recorded. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `database-unavailable`: The database does not answer at the moment. */
        DatabaseUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `invalid-request`: Something in the request is not as it must be; see errors.
         *
         *     `bad-request`: The request could not be understood.
         */
        BadRequestOrInvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition-failed`: It was changed meanwhile. Read it again, and name that version in If-Match. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `body-too-large`: The body is larger than this endpoint accepts. */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition-required`: Name the version you are changing: If-Match with the ETag you read, or * for whatever is there. */
        PreconditionRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `idempotency-key-in-use`: The first request with this Idempotency-Key is still being served.
         *
         *     `conflict`: That does not fit what is here already: {detail}.
         *
         *     `address-not-allowed`: The address {host} leads into a private network, where this installation calls nobody for its tenants. Its operator can allow it (OUTBOUND_PRIVATE_HOSTS).
         *
         *     `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         *
         *     `rights-missing`: Our user in {provider} may not do this: {detail}. Give it the missing right, then replay.
         *
         *     `provider-refused`: {provider} refused: {detail}
         */
        AddressNotAllowedOrConflictOrCredentialsRejectedOrIdempotencyKeyInUseOrProviderRefusedOrRightsMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency-key-reused`: This Idempotency-Key came with another request before. */
        IdempotencyKeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `database-unavailable`: The database does not answer at the moment.
         *
         *     `provider-unreachable`: {provider} cannot be reached. We try again by ourselves.
         *
         *     `provider-busy`: {provider} is busy. We try again by ourselves.
         */
        DatabaseUnavailableOrProviderBusyOrProviderUnreachable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `conflict`: That does not fit what is here already: {detail}.
         *
         *     `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         *
         *     `rights-missing`: Our user in {provider} may not do this: {detail}. Give it the missing right, then replay.
         *
         *     `provider-refused`: {provider} refused: {detail}
         */
        ConflictOrCredentialsRejectedOrProviderRefusedOrRightsMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `conflict`: That does not fit what is here already: {detail}. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `forbidden`: This API key has no right to that; it needs {scope}.
         *
         *     `operator-only`: Only the operator of this installation may do this.
         */
        ForbiddenOrOperatorOnly: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `conflict`: That does not fit what is here already: {detail}.
         *
         *     `address-not-allowed`: The address {host} leads into a private network, where this installation calls nobody for its tenants. Its operator can allow it (OUTBOUND_PRIVATE_HOSTS).
         *
         *     `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         *
         *     `rights-missing`: Our user in {provider} may not do this: {detail}. Give it the missing right, then replay.
         *
         *     `provider-refused`: {provider} refused: {detail}
         */
        AddressNotAllowedOrConflictOrCredentialsRejectedOrProviderRefusedOrRightsMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `idempotency-key-in-use`: The first request with this Idempotency-Key is still being served.
         *
         *     `conflict`: That does not fit what is here already: {detail}.
         */
        ConflictOrIdempotencyKeyInUse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `idempotency-key-reused`: This Idempotency-Key came with another request before.
         *
         *     `order-does-not-add-up`: The lines of {order} sum to {sum} but the channel charged {total}. Nothing was booked; please check the order in the channel.
         *
         *     `currency-unknown`: {order} is in {currency}, a currency we do not know. Please check the order in the channel.
         */
        CurrencyUnknownOrIdempotencyKeyReusedOrOrderDoesNotAddUp: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay. */
        CredentialsRejected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency-key-in-use`: The first request with this Idempotency-Key is still being served. */
        IdempotencyKeyInUse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         *
         *     `erp-connection-missing`: No ERP is connected for this shop. Connect one, then replay.
         */
        CredentialsRejectedOrErpConnectionMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `mapping-target-unknown`: The ERP has nothing with the id {target} that could be chosen here. */
        MappingTargetUnknown: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `conflict`: That does not fit what is here already: {detail}.
         *
         *     `message-window-closed`: More than 24 hours have passed since the customer wrote; only an approved template may be sent.
         *
         *     `message-opted-out`: The customer does not want such messages.
         *
         *     `message-no-consent`: Nobody has noted that the customer agreed to such messages.
         *
         *     `template-refused`: The template {template} cannot be used: {detail}. Mend it at {provider}, then replay.
         *
         *     `number-blocked`: {provider} does not let this number send: {detail}. Settle it there, then let the number send again.
         *
         *     `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         */
        ConflictOrCredentialsRejectedOrMessageNoConsentOrMessageOptedOutOrMessageWindowClosedOrNumberBlockedOrTemplateRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `idempotency-key-reused`: This Idempotency-Key came with another request before.
         *
         *     `message-unreachable`: {provider} cannot reach this customer: {detail}. Try another way.
         */
        IdempotencyKeyReusedOrMessageUnreachable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `credentials-rejected`: {provider} refuses our credentials. Reconnect it, then replay.
         *
         *     `rights-missing`: Our user in {provider} may not do this: {detail}. Give it the missing right, then replay.
         *
         *     `provider-refused`: {provider} refused: {detail}
         */
        CredentialsRejectedOrProviderRefusedOrRightsMissing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getTenant: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read, or * for whatever is there. */
                "If-Match": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @description ISO 3166-1 alpha-2: how phones without a country are read. */
                    country?: string;
                    /** @description Origins of pages whose scripts may call this API. None by default. */
                    corsOrigins?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What it is for. */
                    name: string;
                    scopes: components["schemas"]["Scope"][];
                    /** @default null */
                    expiresAt?: string | null;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ApiKey"];
                        /** @description The whole key: `Authorization: Bearer …` */
                        secret: string;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getApiKey: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listConnections: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                kind?: "channel" | "erp" | "messaging";
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Connection"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    createConnection: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShopifyConnection"] | components["schemas"]["NewDirectConnection"] | components["schemas"]["NewWhatsappConnection"] | components["schemas"]["NewOdooConnection"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: components["schemas"]["Connection"];
                        endpoint: components["schemas"]["Endpoint"] | null;
                        /** @description Of a number: to be entered at Meta together with the endpoint’s address. Shown this once; another one can be made. */
                        verifyToken: string | null;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["AddressNotAllowedOrConflictOrCredentialsRejectedOrIdempotencyKeyInUseOrProviderRefusedOrRightsMissing"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    getConnection: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    updateConnection: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read, or * for whatever is there. */
                "If-Match": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /**
                     * Format: date-time
                     * @description RFC 3339, with an offset.
                     */
                    cutOverAt?: string;
                    pushPolicy?: {
                        /**
                         * @description What opens the confirmation in the ERP, which reserves stock.
                         * @enum {string}
                         */
                        confirm?: "at-paid" | "at-create";
                        /** @enum {string} */
                        cashOnDelivery?: "hold" | "confirm";
                        /** @enum {string} */
                        pointOfSale?: "push" | "record";
                    };
                    erpConnectionId?: string | null;
                    number?: {
                        apiVersion?: string | null;
                        /**
                         * @description Which way templates of the category marketing take. Accounts that must leave `messages` are told so (131063).
                         * @enum {string}
                         */
                        marketingPath?: "messages" | "marketing_messages";
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ConflictOrCredentialsRejectedOrProviderRefusedOrRightsMissing"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    checkConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionCheck"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    replaceCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    provider: "shopify";
                    adminToken: string;
                } | {
                    /** @constant */
                    provider: "odoo";
                    login: string;
                    secret: string;
                } | {
                    /** @constant */
                    provider: "whatsapp-cloud";
                    accessToken?: string;
                    /** @description Valid at once beside the one before it. */
                    appSecret?: string;
                    /**
                     * @description Whether the app secret before it stays valid.
                     * @default true
                     */
                    keepPrevious?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["ForbiddenOrOperatorOnly"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["AddressNotAllowedOrConflictOrCredentialsRejectedOrProviderRefusedOrRightsMissing"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    makeVerifyToken: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        url: string;
                        verifyToken: string;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["ForbiddenOrOperatorOnly"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ConflictOrIdempotencyKeyInUse"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getPreflight: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listConnectionTimeline: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * Format: uuid
                             * @description An id of ours.
                             */
                            id: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, with an offset.
                             */
                            at: string;
                            kind: string;
                            message: string;
                        }[];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Endpoint"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Channels of one provider. */
                    connectionIds: string[];
                    secrets: string[];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ConflictOrIdempotencyKeyInUse"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getEndpoint: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    addEndpointSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secret: string;
                    /**
                     * @description Whether the secret before it stays valid.
                     * @default true
                     */
                    keepPrevious?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["ForbiddenOrOperatorOnly"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listEndpointCounters: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date */
                            day: string;
                            /** @description Why it was refused (signature-wrong, no-secret …); nobody: signed, of no connected account; challenge-answered: the provider verified the address. */
                            outcome: string;
                            count: number;
                        }[];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                /** @description A minus: the latest first. */
                sort?: "-placedAt" | "placedAt" | "-updatedAt" | "updatedAt";
                state?: "open" | "cancelled";
                erpState?: components["schemas"]["ErpState"];
                connectionId?: string;
                /** @description The channel’s own id, exactly. Together with `connectionId`. */
                sourceId?: string;
                /** @description A label ("#1042" or "1042"), the channel’s id, or ours. Whole words. */
                text?: string;
                /** @description At this time or later, by the time that is sorted by. */
                from?: string;
                /** @description Before this time. */
                to?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrderSummary"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, new for each thing that is handed in. It is remembered for good. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description Recorded; what follows from it is being done. */
            202: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandedInOrder"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["CurrencyUnknownOrIdempotencyKeyReusedOrOrderDoesNotAddUp"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getOrder: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listOrderTimeline: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TimelineEntry"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listOrderRefunds: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Refund"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listOrderTasks: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Task"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                connectionId?: string;
                /** @description The channel’s own id of an order. Together with `connectionId`. */
                subjectId?: string;
                /** @description Received at this time or later. */
                from?: string;
                /** @description Received before this time. */
                to?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getEvent: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventWithWork"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getDelivery: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getDeliveryBody: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listDeadLetterCauses: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetterCause"][];
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                cause?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetter"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    dryRunDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    select: components["schemas"]["DeadLetterSelection"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DryRun"][];
                        /** @description Letters of events that would be read again. */
                        unread: number;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["CredentialsRejected"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    replayDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    select: components["schemas"]["DeadLetterSelection"];
                    /** @description At most so many a minute. */
                    perMinute?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        replayed: number;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    dismissDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    select: components["schemas"]["DeadLetterSelection"];
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dismissed: number;
                        closedTasks: number;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listMappings: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                kind?: components["schemas"]["MappingKind"];
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An ERP connection. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Mapping"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    saveMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An ERP connection. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: components["schemas"]["MappingKind"];
                    /** @description What the channel said: sku:SAR-ILK-MRN, variant:88002, title:Gift wrap, a payment method … */
                    key: string;
                    /** @description The ERP’s own id. */
                    targetId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        mapping: components["schemas"]["Mapping"];
                        replayed: number;
                    };
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["CredentialsRejectedOrErpConnectionMissing"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["MappingTargetUnknown"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    deleteMapping: {
        parameters: {
            query: {
                /** @description A fallback-product is what every line without a product becomes; its only key is *. */
                kind: components["schemas"]["MappingKind"];
                /** @description What the channel said: sku:SAR-ILK-MRN, variant:88002, title:Gift wrap, a payment method … */
                key: string;
            };
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An ERP connection. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        deleted: true;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listMappingNeeds: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An ERP connection. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["MappingNeed"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listMappingChoices: {
        parameters: {
            query: {
                /** @description A fallback-product is what every line without a product becomes; its only key is *. */
                kind: components["schemas"]["MappingKind"];
                /** @description Part of a name or an SKU. */
                search?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An ERP connection. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            label: string;
                        }[];
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["CredentialsRejectedOrErpConnectionMissing"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    listSkus: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                connectionId?: string;
                /** @description How the SKU begins. */
                startsWith?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SeenSku"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                orderId?: string;
                conversationId?: string;
                /** @description A number of yours. */
                connectionId?: string;
                direction?: "in" | "out";
                state?: components["schemas"]["MessageState"];
                /** @description Came in or was queued here at this time or later. */
                from?: string;
                /** @description Before this time. */
                to?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    createMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the caller, new for each thing that is handed in. It is remembered for good. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description Recorded; what follows from it is being done. */
            202: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ConflictOrCredentialsRejectedOrMessageNoConsentOrMessageOptedOutOrMessageWindowClosedOrNumberBlockedOrTemplateRefused"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReusedOrMessageUnreachable"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    getMessage: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    sendMessageAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recorded; what follows from it is being done. */
            202: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listConversations: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                /** @description A number of yours. */
                connectionId?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Conversation"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getConversation: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                conversationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithWishes"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listConsents: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                conversationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    noteConsent: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                conversationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description all: everything we begin ourselves.
                     * @enum {string}
                     */
                    scope: "all" | "marketing";
                    /** @enum {string} */
                    choice: "stop" | "allow";
                    /** @description Where and when they said so. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["IdempotencyKeyInUse"];
            413: components["responses"]["BodyTooLarge"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listNotices: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NoticeSetting"][];
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getNotice: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
                notice: components["schemas"]["NoticeKind"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeSetting"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    chooseNotice: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read, or * for whatever is there. */
                "If-Match": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                connectionId: string;
                notice: components["schemas"]["NoticeKind"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    on: boolean;
                    /**
                     * Format: uuid
                     * @description The number it comes from.
                     */
                    numberConnectionId: string;
                    choices: components["schemas"]["NoticeChoices"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeSetting"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getMessageSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageSettingsOutput"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    chooseMessageSettings: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read, or * for whatever is there. */
                "If-Match": string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageSettings"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageSettingsOutput"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getSending: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description A number. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sending"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    pauseSending: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description A number. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For whoever looks later; stands in the timeline of the connection. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sending"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    resumeSending: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description A number. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For whoever looks later; stands in the timeline of the connection. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sending"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description A number. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Template"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    readTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description A number. */
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        templates: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, with an offset.
                         */
                        readAt: string;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["CredentialsRejectedOrProviderRefusedOrRightsMissing"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailableOrProviderBusyOrProviderUnreachable"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                state?: "open" | "closed";
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Task"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    closeTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                taskId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["BadRequestOrInvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listPrivacyRequests: {
        parameters: {
            query?: {
                cursor?: string;
                /** @description How many at the most. */
                limit?: number;
                fields?: string;
                state?: "open" | "done" | "set-aside";
            };
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PrivacyRequest"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    settlePrivacyRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
                /** @description An id of ours. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivacyRequest"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getTenantHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag; 304 when nothing changed. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Slug or id of the tenant of the API key. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": string;
                    "RateLimit-Policy": string;
                    RateLimit: string;
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantHealth"];
                };
            };
            /** @description Nothing changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorised"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
}
