/**
 * What people write when they want to be left alone, and when they want to hear from us again. The whole message has to be
 * such a word: "stop by tomorrow?" or "please don't stop the delivery" is none.
 *
 * Where the words come from: STOP, STOPALL and UNSUBSCRIBE are what carriers honour everywhere (CTIA), ARRET and DESABONNER
 * what Canada's and France's add; the others are the same request in the languages of the countries we serve, in their own
 * script and as people type it in Latin letters. Left out on purpose although carriers know them: CANCEL, END and QUIT, and
 * "no" in any language. In a shop's chat they are about an order or answer a question.
 */
export interface Words {
  language: string
  stop: readonly string[]
  start: readonly string[]
  /** Said once to somebody who says stop. START is understood in every language. */
  heard: string
}

export const vocabulary: readonly Words[] = [
  {
    language: 'en',
    stop: [
      'stop',
      'stop all',
      'stopall',
      'stop messages',
      'stop messaging me',
      'stop sending messages',
      'please stop',
    ].concat(['unsubscribe', 'unsubscribe me', 'opt out', 'optout', 'do not message me', 'dont message me']),
    start: ['start', 'unstop', 'resume', 'subscribe', 'opt in', 'optin', 'start messages'],
    heard: 'You will get no more messages from us. Write START if you want them again.',
  },
  {
    language: 'hi',
    stop: [
      'रोकें',
      'रोको',
      'रोकिए',
      'बंद करो',
      'बंद करें',
      'बंद कर दो',
      'बन्द करो',
      'बन्द करें',
      'स्टॉप',
      'मैसेज बंद करो',
      'मैसेज मत भेजो',
    ]
      .concat([
        'मत भेजो',
        'संदेश बंद करें',
        'band karo',
        'band karen',
        'band kare',
        'band kardo',
        'band kar do',
        'bandh karo',
      ])
      .concat([
        'roko',
        'rokein',
        'roken',
        'mat bhejo',
        'message mat bhejo',
        'msg mat bhejo',
        'message band karo',
        'msg band karo',
      ]),
    start: ['शुरू करें', 'शुरू करो', 'चालू करो', 'चालू करें', 'स्टार्ट', 'shuru karo', 'shuru karen', 'chalu karo', 'chalu karen'],
    heard: 'अब हम आपको और संदेश नहीं भेजेंगे। फिर से पाने के लिए START लिखें।',
  },
  {
    language: 'mr',
    stop: ['थांबवा', 'थांबा', 'बंद करा', 'मेसेज बंद करा', 'thambva', 'thambava', 'band kara', 'message band kara'],
    start: ['सुरू करा', 'चालू करा', 'suru kara', 'chalu kara'],
    heard: 'आम्ही तुम्हाला यापुढे संदेश पाठवणार नाही. पुन्हा हवे असल्यास START लिहा.',
  },
  {
    language: 'bn',
    stop: [
      'বন্ধ করুন',
      'বন্ধ করো',
      'বন্ধ কর',
      'থামুন',
      'থামাও',
      'স্টপ',
      'মেসেজ বন্ধ করুন',
      'bondho korun',
      'bondho koro',
      'bondho kor',
      'thamun',
      'thamao',
    ],
    start: ['শুরু করুন', 'চালু করুন', 'shuru korun', 'chalu korun'],
    heard: 'আমরা আপনাকে আর বার্তা পাঠাব না। আবার পেতে START লিখুন।',
  },
  {
    language: 'ta',
    stop: ['நிறுத்து', 'நிறுத்துங்கள்', 'நிறுத்தவும்', 'ஸ்டாப்', 'niruthu', 'niruthungal', 'niruthavum', 'nirutthu'],
    start: ['தொடங்கு', 'தொடங்கவும்', 'thodangu', 'thodangavum'],
    heard: 'இனி உங்களுக்கு செய்திகள் அனுப்ப மாட்டோம். மீண்டும் பெற START என எழுதவும்.',
  },
  {
    language: 'te',
    stop: ['ఆపండి', 'ఆపు', 'ఆపివేయండి', 'స్టాప్', 'aapandi', 'apandi', 'aapu', 'aapiveyandi'],
    start: ['ప్రారంభించండి', 'prarambhinchandi'],
    heard: 'ఇకపై మీకు సందేశాలు పంపము. మళ్ళీ పొందడానికి START అని రాయండి.',
  },
  {
    language: 'gu',
    stop: ['બંધ કરો', 'બંધ કરો મેસેજ', 'રોકો', 'મેસેજ બંધ કરો', 'સ્ટોપ', 'bandh karo message'],
    start: ['શરૂ કરો', 'ચાલુ કરો', 'sharu karo'],
    heard: 'હવે અમે તમને સંદેશા મોકલીશું નહીં. ફરી મેળવવા START લખો.',
  },
  {
    language: 'kn',
    stop: ['ನಿಲ್ಲಿಸಿ', 'ನಿಲ್ಲಿಸು', 'ಸ್ಟಾಪ್', 'nillisi', 'nillisu'],
    start: ['ಪ್ರಾರಂಭಿಸಿ', 'prarambhisi'],
    heard: 'ಇನ್ನು ಮುಂದೆ ನಿಮಗೆ ಸಂದೇಶಗಳನ್ನು ಕಳುಹಿಸುವುದಿಲ್ಲ. ಮತ್ತೆ ಪಡೆಯಲು START ಎಂದು ಬರೆಯಿರಿ.',
  },
  {
    language: 'ml',
    stop: ['നിർത്തുക', 'നിർത്തൂ', 'നിര്‍ത്തുക', 'സ്റ്റോപ്പ്', 'nirthuka', 'nirthu', 'nirthoo'],
    start: ['തുടങ്ങുക', 'thudanguka'],
    heard: 'ഇനി നിങ്ങൾക്ക് സന്ദേശങ്ങൾ അയയ്ക്കില്ല. വീണ്ടും ലഭിക്കാൻ START എന്ന് എഴുതുക.',
  },
  {
    language: 'pa',
    stop: ['ਬੰਦ ਕਰੋ', 'ਰੋਕੋ', 'ਮੈਸੇਜ ਬੰਦ ਕਰੋ', 'ਸਟਾਪ'],
    start: ['ਸ਼ੁਰੂ ਕਰੋ', 'ਚਾਲੂ ਕਰੋ'],
    heard: 'ਹੁਣ ਅਸੀਂ ਤੁਹਾਨੂੰ ਹੋਰ ਸੁਨੇਹੇ ਨਹੀਂ ਭੇਜਾਂਗੇ। ਦੁਬਾਰਾ ਲੈਣ ਲਈ START ਲਿਖੋ।',
  },
  {
    language: 'or',
    stop: ['ବନ୍ଦ କରନ୍ତୁ', 'ବନ୍ଦ କର', 'banda karantu', 'banda kara'],
    start: ['ଆରମ୍ଭ କରନ୍ତୁ', 'arambha karantu'],
    heard: 'ଆମେ ଆପଣଙ୍କୁ ଆଉ ବାର୍ତ୍ତା ପଠାଇବୁ ନାହିଁ। ପୁଣି ପାଇବାକୁ START ଲେଖନ୍ତୁ।',
  },
  {
    language: 'ur',
    stop: ['بند کرو', 'بند کریں', 'بند کر دیں', 'روکو', 'روکیں', 'میسج بند کرو', 'میسج مت بھیجو'],
    start: ['شروع کریں', 'شروع کرو'],
    heard: 'اب ہم آپ کو مزید پیغامات نہیں بھیجیں گے۔ دوبارہ حاصل کرنے کے لیے START لکھیں۔',
  },
  {
    language: 'ar',
    stop: [
      'إيقاف',
      'ايقاف',
      'أوقف',
      'اوقف',
      'توقف',
      'قف',
      'إلغاء الاشتراك',
      'الغاء الاشتراك',
      'أوقفوا الرسائل',
      'لا ترسلوا رسائل',
    ],
    start: ['ابدأ', 'اشتراك', 'اشترك'],
    heard: 'لن نرسل إليك رسائل بعد الآن. لتصلك من جديد اكتب START.',
  },
  {
    language: 'es',
    stop: [
      'parar',
      'alto',
      'baja',
      'darme de baja',
      'dar de baja',
      'detener',
      'basta',
      'no más mensajes',
      'cancelar suscripción',
    ],
    start: ['alta', 'iniciar', 'empezar', 'suscribir', 'suscribirme'],
    heard: 'No recibirá más mensajes nuestros. Escriba START si los quiere de nuevo.',
  },
  {
    language: 'pt',
    stop: ['pare', 'sair', 'descadastrar', 'parar mensagens', 'cancelar inscrição', 'não quero mais mensagens'],
    start: ['iniciar mensagens', 'começar', 'inscrever', 'voltar a receber'],
    heard: 'Você não receberá mais mensagens nossas. Escreva START se quiser recebê-las de novo.',
  },
  {
    language: 'fr',
    stop: [
      'arret',
      'arrêt',
      'arrêter',
      'arrêtez',
      'désabonner',
      'désabonnement',
      'me désabonner',
      'désinscrire',
      'plus de messages',
    ],
    start: ['reprendre', 'commencer', 'abonner', "s'abonner", 'réabonner'],
    heard: 'Vous ne recevrez plus de messages de notre part. Écrivez START pour en recevoir à nouveau.',
  },
  {
    language: 'de',
    stop: ['stopp', 'stoppen', 'abmelden', 'abbestellen', 'keine nachrichten mehr', 'bitte keine nachrichten mehr'],
    start: ['anmelden', 'starten', 'wieder anmelden'],
    heard: 'Sie bekommen keine Nachrichten mehr von uns. Schreiben Sie START, wenn Sie wieder welche möchten.',
  },
  {
    language: 'it',
    stop: [
      'ferma',
      'fermare',
      'disiscriviti',
      'disiscrivimi',
      'cancella iscrizione',
      'annulla iscrizione',
      'basta messaggi',
    ],
    start: ['iscrivimi', 'riprendi', 'inizia'],
    heard: 'Non riceverà più messaggi da noi. Scriva START se li vuole di nuovo.',
  },
  {
    language: 'nl',
    stop: ['afmelden', 'uitschrijven', 'stoppen met berichten', 'geen berichten meer'],
    start: ['aanmelden', 'inschrijven'],
    heard: 'U krijgt geen berichten meer van ons. Schrijf START als u ze weer wilt.',
  },
  {
    language: 'tr',
    stop: ['dur', 'durdur', 'iptal et mesajları', 'mesaj istemiyorum', 'abonelikten çık'],
    start: ['başlat', 'abone ol'],
    heard: 'Size artık mesaj göndermeyeceğiz. Yeniden almak için START yazın.',
  },
  {
    language: 'id',
    stop: ['berhenti', 'berhenti langganan', 'hentikan', 'jangan kirim pesan', 'stop pesan'],
    start: ['mulai', 'langganan', 'berlangganan'],
    heard: 'Kami tidak akan mengirim pesan lagi. Tulis START jika ingin menerimanya kembali.',
  },
]
