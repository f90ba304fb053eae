// Our own texts in English, by the Swedish words that the page is written in.
window.kommunsvarEnglish = {
  // The answer card
  '(frivilligt)': '(optional)',
  '(öppnas i ny flik)': '(opens in a new tab)',
  'Anslutningen bröts innan svaret var färdigt.': 'The connection was lost before the answer was complete.',
  'Citat:': 'Quote:',
  'De här sidorna liknar din fråga mest': 'The pages most like your question',
  'Du stoppade svaret.': 'You stopped the answer.',
  'Du stoppade svaret. Det som står här är kontrollerat, men svaret är inte färdigt.':
    'You stopped the answer. What stands here has been checked, but the answer is not complete.',
  'Du är nummer {} i kön.': 'You are number {} in the queue.',
  'Du är nummer {} i kön. Det som redan står här kan du läsa så länge.':
    'You are number {} in the queue. You can read what stands here meanwhile.',
  'E-tjänst': 'Online service',
  'Fråga igen': 'Ask again',
  'Fråga:': 'Question:',
  'Hade du nytta av svaret?': 'Was the answer useful?',
  'Ja': 'Yes',
  'Jag läser på': 'Reading',
  'Kontakt': 'Contact',
  'Kontrollerar nästa mening mot källan …': 'Checking the next sentence against its source …',
  'Kopiera med källor': 'Copy with sources',
  'Kopierat': 'Copied',
  'Källa {}': 'Source {}',
  'Källor': 'Sources',
  'Liknar frågan:': 'Like the question:',
  'Lättläst': 'Easy-to-read Swedish',
  'Läs upp': 'Read aloud',
  'Läser sidorna och kontrollerar varje mening …': 'Reading the pages and checking every sentence …',
  'Läser sidorna.': 'Reading the pages.',
  'Nej': 'No',
  'Närliggande sidor': 'Pages nearby',
  'Obs:': 'Note:',
  'Omdömet kunde inte sparas.': 'Your feedback could not be saved.',
  'Omdömet är borttaget.': 'Your feedback has been removed.',
  'Omdöme': 'Feedback',
  'Prova gärna att fråga med andra ord, eller en sak i taget.': 'Try asking in other words, or about one thing at a time.',
  'Ring 112': 'Call 112',
  'Sidor som läses': 'Pages being read',
  'Skicka': 'Send',
  'Skriv inga personuppgifter. Frågan, svaret och omdömet sparas, men inte vem du är.':
    'Do not write personal data. The question, the answer and your feedback are kept, but not who you are.',
  'Skriv ut': 'Print',
  'Sluta läsa': 'Stop reading',
  'Stäng källa {}': 'Close source {}',
  'Svar från en AI-tjänst. Kontrollera det som är viktigt i källan.': 'Answer from an AI service. Check what is important in the source.',
  'Svaret': 'The answer',
  'Svaret stoppades.': 'The answer was stopped.',
  'Svaret är inte färdigt.': 'The answer is not complete.',
  'Svaret är klart. {} citat.': 'The answer is complete. Quotes: {}.',
  'Svaret är kopierat med sina källor.': 'The answer has been copied with its sources.',
  'Ta bort mitt omdöme': 'Remove my feedback',
  'Tack! Det hjälper oss att göra tjänsten bättre.': 'Thank you! It helps us to make the service better.',
  'Tack, omdömet är sparat.': 'Thank you, your feedback has been saved.',
  'Vad var bra?': 'What was good?',
  'Vad var fel eller saknades?': 'What was wrong or missing?',
  'Visa källa {}': 'Show source {}',
  'Välj vad du menar': 'Choose what you mean',
  'uppdaterad {}': 'updated {}',
  'utan datum': 'undated',
  'Öppet:': 'Open:',
  '{} förslag att välja mellan.': 'Suggestions to choose between: {}.',

  // The page around it
  'Byt mellan ljust och mörkt': 'Switch between light and dark',
  'Chattens verktyg': 'Chat tools',
  'Din fråga': 'Your question',
  'Ditt konto': 'Your account',
  'Exempel på frågor': 'Example questions',
  'För medarbetare': 'For staff (in Swedish)',
  'Gå till det senaste': 'Go to the latest',
  'Hoppa till frågan': 'Skip to the question',
  'Ladda ned samtalet': 'Download the conversation',
  'Läsarnas omdömen': "Readers' feedback (in Swedish)",
  'Meny': 'Menu',
  'Ny chatt': 'New chat',
  'När du byter språk börjar ett nytt samtal. Vill du det?': 'A new conversation begins when you change language. Do you want that?',
  'Nästa svar blir lättläst.': 'The next answer will be in easy-to-read Swedish.',
  'Nästa svar blir på vanlig svenska.': 'The next answer will be in ordinary Swedish.',
  'Om tjänsten': 'About the service',
  'Radera samtalet': 'Delete the conversation',
  'Samtalet kunde inte raderas. Försök igen om en stund.': 'The conversation could not be deleted. Try again in a while.',
  'Samtalet är nedladdat.': 'The conversation has been downloaded.',
  'Samtalet är raderat.': 'The conversation has been deleted.',
  'Skicka frågan': 'Send the question',
  'Stoppa svaret': 'Stop the answer',
  'Så fungerar tjänsten': 'How the service works (in Swedish)',
  'Val': 'Choices',
  'Vill du radera samtalet? Frågorna, svaren och dina omdömen tas bort. Det går inte att ångra.':
    'Do you want to delete the conversation? The questions, the answers and your feedback are removed. This cannot be undone.',
  'Välj roll': 'Choose a role',

  // The widget
  'Fråga kommunens AI-tjänst': "Ask the municipality's AI service",
  'Jag är en AI-tjänst som svarar från kommunens sidor, och jag kan ha fel. Skriv inga personuppgifter.':
    "I am an AI service that answers from the municipality's pages in Swedish, and I can be wrong. Do not write personal data.",
  'Mindre eller större fönster': 'Smaller or larger window',
  'Ställ en fråga': 'Ask a question',
  'Vad vill du veta?': 'What do you want to know?',
  'Öppna i ett eget fönster': 'Open in a window of its own',

  // In Chainlit's own script
  'Bild för': 'Picture of',
  'Det gick inte att kopiera:': 'Failed to copy:',
  'Meddelanden': 'Notifications',
  'Något gick fel': 'Something went wrong',
  'Stäng': 'Close',
  'Stäng bilden': 'Close the picture',
  'Stäng meddelandet': 'Close the message',
  'Visa eller dölj sidopanelen': 'Show or hide the side panel',

  // Months of the pages' dates
  januari: 'January', februari: 'February', mars: 'March', april: 'April', maj: 'May', juni: 'June', juli: 'July',
  augusti: 'August', september: 'September', oktober: 'October', november: 'November', december: 'December',
};

// From now on kommunsvarText gives our words in this language, "sv" or "en", with a value in place of {}.
window.kommunsvarSpeak = (language) => {
  const english = language === 'en' ? window.kommunsvarEnglish : {};
  window.kommunsvarText = (swedish, value = '') => (english[swedish] ?? swedish).replace('{}', value);
  window.kommunsvarText.language = language;
};
