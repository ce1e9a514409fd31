import { useEffect, useRef, useState } from 'react';
import type { Box, Film, Model, NamedBox, Reader, Reading as FilmReading, Study, Task } from '../api/types';
import { ChatPanel } from '../chat/ChatPanel';
import { branchTo } from '../chat/turnTree';
import { useChat } from '../chat/useChat';
import { Tabs } from '../controls/Tabs';
import { useMedia } from '../controls/useMedia';
import { FindingsPanel } from '../findings/FindingsPanel';
import type { ReadersChecklist } from '../findings/useChecklist';
import { ReportPanel } from '../report/ReportPanel';
import { useReport } from '../report/useReport';
import { Viewer } from '../viewer/Viewer';

interface Props {
  study: Study;
  film: Film;
  prior: Study | null;
  model: Model | null;
  tasks: Task[];
  reader: Reader;
  checklist: ReadersChecklist;
  isHidden: boolean;
  /** It is known that the assistant may be seen. */
  isRevealed: boolean;
  reading: FilmReading | null;
  readingError: string | null;
  conversationIds: string[];
  onChoosePrior: () => void;
}

type Panel = 'findings' | 'chat' | 'report';

/** A film being read: the viewer, and beside it findings, conversation and report. */
export function Reading(props: Props) {
  const { study, film, prior, model, tasks, reader, checklist, isHidden, isRevealed, reading, readingError } = props;
  const [panel, setPanel] = useState<Panel>('findings');
  const [drawn, setDrawn] = useState<Box | null>(null);
  const isWide = useMedia('(min-width: 1900px)');
  const modelId = model?.id ?? null;
  const chat = useChat(study.id, film.id, props.conversationIds, modelId);
  const editing = useReport(study.id, isRevealed);

  const draft = (usesChecklist: boolean): void => {
    setPanel('report');
    void editing.draft({ filmId: film.id, checklist: usesChecklist, model: modelId });
  };

  // The first reader of a study finds a draft, as soon as the model has agreed to read the film.
  const wasDrafted = useRef(false);
  const needsDraft = isRevealed && !editing.isLoading && !editing.report && !editing.error && reading?.refusal === null;
  useEffect(() => {
    if (needsDraft && !wasDrafted.current) {
      wasDrafted.current = true;
      void editing.draft({ filmId: film.id, checklist: hasOwn(checklist), model: modelId });
    }
  }, [needsDraft]);

  const onDrawn = (box: Box | null): void => {
    setDrawn(box);
    if (box) {
      setPanel('chat');
    }
  };
  const hiddenNote = <p className="notice">Hidden until you have committed your own findings. Your reading comes first.</p>;
  const findings = (
    <FindingsPanel
      reading={reading}
      isHidden={isHidden}
      error={readingError}
      checklist={checklist}
      isDrafting={editing.isBusy}
      onDraft={() => draft(true)}
      onAsk={(task, finding) => {
        setPanel('chat');
        void chat.ask({ parentId: chat.head, task, finding });
      }}
      onOpen={() => setPanel('findings')}
    />
  );
  const conversation = isHidden ? (
    hiddenNote
  ) : (
    <ChatPanel
      chat={chat}
      tasks={tasks}
      reading={reading}
      box={drawn}
      onBoxUsed={() => setDrawn(null)}
      onOpen={() => setPanel('chat')}
    />
  );
  const report = isHidden ? (
    hiddenNote
  ) : (
    <ReportPanel
      study={study}
      editing={editing}
      reader={reader}
      onDraft={() => draft(hasOwn(checklist))}
      onOpen={() => setPanel('report')}
    />
  );
  return (
    <main className={`study ${isWide ? 'is-wide' : ''}`}>
      <h1 className="only-read">{study.title}</h1>
      <Viewer
        study={study}
        film={film}
        prior={prior}
        reading={reading}
        model={modelId}
        boxes={lastAnswerBoxes(chat)}
        drawn={drawn}
        onDrawn={onDrawn}
        onChoosePrior={props.onChoosePrior}
      />
      {isWide ? (
        <>
          <div className="column">
            <section className="panel is-fitting" aria-label="Findings">
              <h2>Findings</h2>
              {findings}
            </section>
            <section className="panel" aria-label="Report">
              <h2>Report</h2>
              {report}
            </section>
          </div>
          <section className="panel" aria-label="Questions">
            <h2>Questions</h2>
            {conversation}
          </section>
        </>
      ) : (
        <Tabs
          label="Reading"
          chosen={panel}
          onChoose={setPanel}
          tabs={[
            { id: 'findings', label: 'Findings', content: findings },
            { id: 'chat', label: 'Questions', content: conversation, ...(chat.isBusy ? { mark: '…' } : {}) },
            {
              id: 'report',
              label: 'Report',
              content: report,
              ...(editing.report ? { mark: editing.report.status } : {}),
            },
          ]}
        />
      )}
    </main>
  );
}

const hasOwn = (checklist: ReadersChecklist): boolean =>
  Object.values(checklist.value?.findings ?? {}).some((state) => state !== null);

function lastAnswerBoxes(chat: { turns: Parameters<typeof branchTo>[0]; head: string | null }): NamedBox[] {
  const answer = branchTo(chat.turns, chat.head).findLast((turn) => turn.role === 'assistant');
  return answer?.sentences.flatMap((sentence) => sentence.boxes) ?? [];
}
