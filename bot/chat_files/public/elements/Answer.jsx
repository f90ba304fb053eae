// The answer card. Its props are made by bot/answer_card.py.
// Chainlit compiles this file anew each time the props change; the component is kept on window, so that React sees the
// same one and an open quote, and the focus in it, stay while the answer grows.
import React, { useEffect, useRef, useState } from 'react';
import { loadingState, useChatData } from '@chainlit/react-client';
import { useSetRecoilState } from 'recoil';
import { CircleAlert, Copy, ExternalLink, Mail, Phone, Printer, Square, ThumbsDown, ThumbsUp, Volume2, X } from 'lucide-react';

const make = () => {
  const t = window.kommunsvarText; // our words in the reader's language; the pages' own are always Swedish
  const NewTab = () => (
    <>
      <ExternalLink aria-hidden="true" className="ks-icon" />
      <span className="ks-hidden" lang={t.language}> {t('(öppnas i ny flik)')}</span>
    </>
  );

  const PageLink = ({ page }) =>
    page.url ? (
      <a className="ks-page" lang="sv" href={page.url} target="_blank" rel="noopener noreferrer">
        {page.title}
        <NewTab />
      </a>
    ) : (
      <span className="ks-page" lang="sv">{page.title}</span>
    );

  const updated = (page) =>
    page.updated ? t('uppdaterad {}', page.updated.replace(/\p{L}+/gu, (month) => t(month))) : t('utan datum');

  const Facts = ({ page }) => (
    <p className="ks-facts">
      {[page.collection, updated(page)].join(' · ')}
      {page.remark ? <span className="ks-remark"><b>{t('Obs:')}</b> <span lang="sv">{page.remark}</span></span> : null}
    </p>
  );

  const Note = ({ pieces, language, direction }) =>
    pieces.length ? (
      <p className="ks-note" lang={language} dir={direction}>
        {pieces.map((piece, at) => (piece.tel ? <a key={at} href={piece.tel}>{piece.text}</a> : <span key={at}>{piece.text}</span>))}
      </p>
    ) : null;

  const Quote = ({ id, source, close }) => (
    <div className="ks-quote" id={id} role="group" aria-label={t('Källa {}', source.number)}>
      <div className="ks-quote-head">
        <span className="ks-number" aria-hidden="true">{source.number}</span>
        <div>
          <PageLink page={source} />
          {source.heading ? <p className="ks-heading" lang="sv">{source.heading}</p> : null}
        </div>
        <button type="button" className="ks-close" onClick={close} aria-label={t('Stäng källa {}', source.number)}>
          <X aria-hidden="true" className="ks-icon" />
        </button>
      </div>
      <blockquote lang="sv">
        {source.before.map((text, at) => <p key={`b${at}`}>{text}</p>)}
        <p><mark><span className="ks-hidden" lang={t.language}>{t('Citat:')} </span>{source.quote}</mark></p>
        {source.after.map((text, at) => <p key={`a${at}`}>{text}</p>)}
      </blockquote>
      <Facts page={source} />
    </div>
  );

  const Sentence = ({ id, sentence, sources, open, setOpen }) => {
    const marks = useRef({});
    const items = sentence.items;
    const [, rest, last] = (items.at(-1) ?? sentence.text).match(/^(.*?)(\S*)$/s); // the last word stays beside its marks
    const shown = sentence.marks.find((number) => open === `${id}-${number}`);
    const close = () => {
      setOpen(null);
      marks.current[shown]?.focus();
    };
    const end = (
      <>
        {rest}
        <span className="ks-together">
        {last}
        {sentence.marks.map((number) => {
          const own = `${id}-${number}`;
          return (
            <button
              key={number}
              type="button"
              ref={(node) => (marks.current[number] = node)}
              className="ks-mark"
              aria-expanded={open === own}
              aria-controls={own}
              aria-label={t('Visa källa {}', number)}
              onClick={() => setOpen(open === own ? null : own)}
            >
              {number}
            </button>
          );
        })}
        </span>{' '}
      </>
    );
    const List = sentence.ordered ? 'ol' : 'ul';
    const Whole = items.length ? 'div' : 'span';
    return (
      <Whole className="ks-sentence" onKeyDown={(event) => event.key === 'Escape' && shown && close()}>
        {items.length ? (
          <>
            {sentence.introduction}
            <List className="ks-list">
              {items.map((item, at) => <li key={at}>{at === items.length - 1 ? end : item}</li>)}
            </List>
          </>
        ) : end}
        {shown ? <Quote id={`${id}-${shown}`} source={sources[shown - 1]} close={close} /> : null}
      </Whole>
    );
  };

  const Skeleton = ({ first, place }) => (
    <div className="ks-waiting">
      {place ? <p>{t('Du är nummer {} i kön. Det som redan står här kan du läsa så länge.', place)}</p>
        : <p>{first ? t('Läser sidorna och kontrollerar varje mening …') : t('Kontrollerar nästa mening mot källan …')}</p>}
      <div aria-hidden="true"><i /><i />{first ? <i /> : null}</div>
    </div>
  );

  // One row for each page, with the numbers of all its quotes.
  const byPage = (sources) => {
    const rows = new Map();
    for (const source of sources) {
      const key = `${source.url} ${source.title}`;
      rows.set(key, { ...source, numbers: [...(rows.get(key)?.numbers ?? []), source.number] });
    }
    return [...rows.values()];
  };

  const Sources = ({ sources, pages, done }) => {
    if (!sources.length && (done || !pages.length)) return null;
    return (
      <div className="ks-sources" role="group" aria-label={sources.length ? t('Källor') : t('Sidor som läses')}>
        <h3>{sources.length ? t('Källor') : t('Jag läser på')}</h3>
        <ol>
          {(sources.length ? byPage(sources) : pages).map((page, at) => (
            <li key={at}>
              {page.numbers ? (
                <span className="ks-numbers">{page.numbers.map((number) => <span key={number} className="ks-number">{number}</span>)}</span>
              ) : (
                <span className="ks-dot" aria-hidden="true" />
              )}
              <div>
                <PageLink page={page} />
                <Facts page={page} />
              </div>
            </li>
          ))}
        </ol>
      </div>
    );
  };

  const Service = ({ service }) => (
    <a className="ks-service" href={service.url} target="_blank" rel="noopener noreferrer">
      <span><small>{t('E-tjänst')}</small><span lang="sv">{service.name}</span></span>
      <NewTab />
    </a>
  );

  const Contact = ({ contact }) => (
    <div className="ks-contact" role="group" aria-label={t('Kontakt')}>
      <h3>{t('Kontakt')}</h3>
      <p className="ks-contact-name" lang="sv">{contact.name}</p>
      <p className="ks-ways">
        {contact.phone ? <a href={contact.tel}><Phone aria-hidden="true" className="ks-icon" />{contact.phone}</a> : null}
        {contact.email ? <a href={`mailto:${contact.email}`}><Mail aria-hidden="true" className="ks-icon" />{contact.email}</a> : null}
      </p>
      {contact.hours ? <p className="ks-facts">{t('Öppet:')} <span lang="sv">{contact.hours}</span></p> : null}
    </div>
  );

  const Emergency = (props) => (
    <div className="ks-emergency">
      <CircleAlert aria-hidden="true" className="ks-emergency-icon" />
      <div>
        <Note {...props} pieces={props.note} />
        <a className="ks-call" href="tel:112"><Phone aria-hidden="true" className="ks-icon" />{t('Ring 112')}</a>
      </div>
    </div>
  );

  const NoAnswer = ({ nearby }) => (
    <div className="ks-noanswer">
      <p>{t('Prova gärna att fråga med andra ord, eller en sak i taget.')}</p>
      {nearby.length ? (
        <div role="group" aria-label={t('Närliggande sidor')}>
          <h3>{t('De här sidorna liknar din fråga mest')}</h3>
          <ul>{nearby.map((page, at) => <li key={at}><PageLink page={page} /></li>)}</ul>
        </div>
      ) : null}
    </div>
  );

  const Choices = ({ choices, choose }) => (
    <div className="ks-choices" role="group" aria-label={t('Välj vad du menar')}>
      {choices.map((choice) => (
        <button key={choice} type="button" lang="sv" onClick={() => choose(choice)}>{choice}</button>
      ))}
    </div>
  );

  const asText = ({ note, sentences, sources, easy }) => [
    [note.map((piece) => piece.text).join(''), ...sentences.map((one) => `${one.text} ${one.marks.map((number) => `[${number}]`).join('')}`)].filter(Boolean).join(easy ? '\n' : ' '),
    ...sources.map((one) => `[${one.number}] ${one.title}${one.updated ? `, ${updated(one)}` : ''}\n${one.url ?? ''}`),
    t('Svar från en AI-tjänst. Kontrollera det som är viktigt i källan.'),
  ].join('\n\n');

  // The whole card for the downloaded conversation: question, answer with quotes, e-service, contact.
  const asPartOfFile = (props) => [
    `${t('Fråga:')} ${props.question}`,
    props.done ? '' : t('Svaret är inte färdigt.'),
    asText(props),
    ...props.sources.map((one) => `${t('Citat:')} [${one.number}] ”${one.quote}”`),
    ...props.nearby.map((page) => `${t('Liknar frågan:')} ${page.title}\n${page.url ?? ''}`),
    props.service ? `${t('E-tjänst')}: ${props.service.name}\n${props.service.url}` : '',
    props.contact ? `${t('Kontakt')}: ${['name', 'phone', 'email', 'hours'].map((key) => props.contact[key]).filter(Boolean).join(', ')}` : '',
  ].filter(Boolean).join('\n\n');

  // The card among those that the page's menu downloads and deletes, as it is now.
  const useListed = (props) => {
    useEffect(() => {
      window.kommunsvar?.cards.set(props.id, { text: () => asPartOfFile(props), act: props.act });
    });
    useEffect(() => () => window.kommunsvar?.cards.delete(props.id), []);
  };

  const voiceFor = (language) => window.speechSynthesis?.getVoices().find((voice) => voice.lang.startsWith(language));

  // Whether the browser can read Swedish aloud; it may come to know its voices late.
  const useSwedishVoice = () => {
    const [found, setFound] = useState(() => Boolean(voiceFor('sv')));
    useEffect(() => {
      const look = () => setFound(Boolean(voiceFor('sv')));
      window.speechSynthesis?.addEventListener('voiceschanged', look);
      return () => window.speechSynthesis?.removeEventListener('voiceschanged', look);
    }, []);
    return found;
  };

  const Listen = ({ note, language, sentences }) => {
    const [reading, setReading] = useState(false);
    useEffect(() => () => speechSynthesis.cancel(), []);
    const read = () => {
      speechSynthesis.cancel();
      if (reading) return setReading(false);
      const parts = [[note.map((piece) => piece.text).join(''), language], ...sentences.map((one) => [one.text, 'sv'])];
      const spoken = parts.filter(([text, spokenIn]) => text && voiceFor(spokenIn)).map(([text, spokenIn]) => {
        const utterance = new SpeechSynthesisUtterance(text);
        utterance.voice = voiceFor(spokenIn);
        utterance.lang = utterance.voice.lang;
        return utterance;
      });
      if (!spoken.length) return;
      spoken.at(-1).onend = spoken.at(-1).onerror = () => setReading(false);
      spoken.forEach((utterance) => speechSynthesis.speak(utterance));
      setReading(true);
    };
    const Icon = reading ? Square : Volume2;
    return <button type="button" onClick={read}><Icon aria-hidden="true" className="ks-icon" />{reading ? t('Sluta läsa') : t('Läs upp')}</button>;
  };

  const Tools = (props) => {
    const canRead = useSwedishVoice();
    const [copied, setCopied] = useState(false);
    const copy = async () => {
      await navigator.clipboard.writeText(asText(props));
      setCopied(true);
      window.kommunsvar?.announce(t('Svaret är kopierat med sina källor.'));
    };
    return (
      <div className="ks-tools" role="group" aria-label={t('Svaret')}>
        <button type="button" onClick={copy}><Copy aria-hidden="true" className="ks-icon" />{copied ? t('Kopierat') : t('Kopiera med källor')}</button>
        {canRead ? <Listen {...props} /> : null}
        <button type="button" className="ks-print" onClick={() => window.print()}><Printer aria-hidden="true" className="ks-icon" />{t('Skriv ut')}</button>
      </div>
    );
  };

  const Feedback = ({ id, act }) => {
    const [given, setGiven] = useState(null); // true, false, or null: not given
    const [sent, setSent] = useState(false);
    const [failed, setFailed] = useState(false);
    const reason = useRef(null);
    const send = async (helpful, complete) => {
      const result = await act({ name: 'feedback', payload: { id, helpful, reason: reason.current?.value ?? '' } })?.catch(() => null);
      setFailed(!result?.response);
      if (!result?.response) return;
      setGiven(helpful);
      setSent(complete);
      window.kommunsvar?.announce(helpful === null ? t('Omdömet är borttaget.') : t('Tack, omdömet är sparat.'));
    };
    return (
      <div className="ks-feedback" role="group" aria-label={t('Omdöme')}>
        <p>{t('Hade du nytta av svaret?')}</p>
        <div className="ks-thumbs">
          <button type="button" aria-pressed={given === true} onClick={() => send(true, false)}><ThumbsUp aria-hidden="true" className="ks-icon" />{t('Ja')}</button>
          <button type="button" aria-pressed={given === false} onClick={() => send(false, false)}><ThumbsDown aria-hidden="true" className="ks-icon" />{t('Nej')}</button>
          {given === null ? null : <button type="button" className="ks-undo" onClick={() => send(null, false)}>{t('Ta bort mitt omdöme')}</button>}
        </div>
        {given !== null && !sent ? (
          <form onSubmit={(event) => { event.preventDefault(); send(given, true); }}>
            <label htmlFor={`reason-${id}`}>{given ? t('Vad var bra?') : t('Vad var fel eller saknades?')} {t('(frivilligt)')}</label>
            <textarea id={`reason-${id}`} ref={reason} maxLength={500} rows={2} aria-describedby={`hint-${id}`} />
            <p id={`hint-${id}`} className="ks-facts">{t('Skriv inga personuppgifter. Frågan, svaret och omdömet sparas, men inte vem du är.')}</p>
            <button type="submit">{t('Skicka')}</button>
          </form>
        ) : null}
        {sent ? <p className="ks-facts">{t('Tack! Det hjälper oss att göra tjänsten bättre.')}</p> : null}
        {failed ? <p className="ks-facts">{t('Omdömet kunde inte sparas.')}</p> : null}
      </div>
    );
  };

  // Whether the connection was lost before the answer was complete: nothing more of it will come.
  const useLost = ({ sentences, done }) => {
    const { connected } = useChatData();
    const setLoading = useSetRecoilState(loadingState);
    const [lost, setLost] = useState(false);
    useEffect(() => setLost(false), [sentences.length, done]);
    useEffect(() => {
      if (done || connected) return;
      setLost(true);
      setLoading(false);
      window.kommunsvar?.announce(t('Anslutningen bröts innan svaret var färdigt.'), true);
    }, [connected, done]);
    return lost && !done;
  };

  const Lost = ({ again }) => (
    <div className="ks-stopped">
      <p>{t('Anslutningen bröts innan svaret var färdigt.')}</p>
      <button type="button" className="ks-again" onClick={again}>{t('Fråga igen')}</button>
    </div>
  );

  // What a screen reader hears: each new sentence, then that the answer is complete; nothing twice, also when the widget
  // has been closed and is opened again.
  const useAnnouncements = ({ id, note, language, sentences, sources, status, done, stopped, choices, place }) => {
    useEffect(() => {
      const heard = window.kommunsvar?.heard.get(id) ?? { note: '', sentences: 0 };
      if (heard.done) return;
      const all = note.map((piece) => piece.text).join('');
      const own = all === heard.note ? '' : all;
      const fresh = sentences.slice(heard.sentences).map((sentence) => sentence.text).join(' ');
      const end = stopped ? t('Svaret stoppades.')
        : !done ? ''
        : sources.length ? t('Svaret är klart. {} citat.', sources.length)
        : choices.length ? t('{} förslag att välja mellan.', choices.length) : '';
      const begun = own || fresh || end || sentences.length ? '' : t('Läser sidorna.');
      window.kommunsvar?.heard.set(id, { note: all, sentences: sentences.length, done });
      for (const [text, spokenIn] of [[own, language], [fresh, 'sv'], [end || begun, t.language]])
        window.kommunsvar?.announce(text, status === 'emergency', spokenIn);
    }, [sentences.length, done]);
    useEffect(() => {
      if (place) window.kommunsvar?.announce(t('Du är nummer {} i kön.', place), false, t.language);
    }, [place]);
  };

  // The page's menu shows what the conversation is in, also when the question asked for it.
  const useEasy = ({ question, easy, done }) => {
    useEffect(() => {
      if (question && done) document.dispatchEvent(new CustomEvent('kommunsvar-easy', { detail: easy }));
    }, [done]);
  };

  return function Answer(props) {
    const [open, setOpen] = useState(null);
    useAnnouncements(props);
    useListed(props);
    useEasy(props);
    const lost = useLost(props);
    const { status, note, sentences, sources, done, stopped, id } = props;
    if (status === 'emergency') return <article className="ks-answer"><Emergency {...props} /></article>;
    return (
      <article className="ks-answer" data-status={status} aria-busy={!done && !lost}>
        <Note {...props} pieces={note} />
        {sentences.length ? (
          <div className="ks-text" lang="sv" data-easy={props.easy || undefined}>
            {props.easy ? <p className="ks-easy" lang={t.language}>{t('Lättläst')}</p> : null}
            {sentences.map((sentence, at) => (
              <Sentence key={at} id={`${id}-${at}`} sentence={sentence} sources={sources} open={open} setOpen={setOpen} />
            ))}
          </div>
        ) : null}
        {lost ? <Lost again={() => props.choose(props.question)} /> : null}
        {done || lost ? null : <Skeleton first={!sentences.length} place={props.place} />}
        {stopped ? (
          <p className="ks-stopped">
            {sentences.length ? t('Du stoppade svaret. Det som står här är kontrollerat, men svaret är inte färdigt.') : t('Du stoppade svaret.')}
          </p>
        ) : null}
        {props.choices.length ? <Choices choices={props.choices} choose={props.choose} /> : null}
        {done && status === 'no_evidence' ? <NoAnswer nearby={props.nearby} /> : null}
        {done && props.service ? <Service service={props.service} /> : null}
        <Sources sources={sources} pages={props.pages} done={done || lost} />
        {done && props.contact ? <Contact contact={props.contact} /> : null}
        {done && (sentences.length || status === 'no_evidence') ? <Tools {...props} /> : null}
        {done && !stopped && (sentences.length || status === 'no_evidence') ? <Feedback id={id} act={props.act} /> : null}
      </article>
    );
  };
};

const Answer = (window.kommunsvarAnswer ??= make());

export default <Answer {...props} choose={(question) => sendUserMessage(question)} act={(action) => callAction(action)} />;
