import { Alert, Progress, Text } from '@mantine/core';
import { IconHelpCircle, IconHistory, IconMapPin, IconRepeat, IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { percent } from '../../ground/chart';
import { TextLink } from '../../ground/Go';
import { Mark, sentence } from '../../ground/Marks';
import { Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { inWords, useZone, withTimes } from '../../ground/time';
import type { Incident } from '../../ground/wire';
import { AddAuthor, authorsQuery } from './AddAuthor';
import { Broke, OtherCauses } from './Broke';
import { CausedBy } from './CausedBy';
import styles from './Insight.module.css';
import { type Cause, type CauseLink, madeBy, noChangeDidIt, type OnlyPlace, type Suspect } from './insight';
import {
  analysisQuery,
  causedByQuery,
  nearbyQuery,
  occurrenceQuery,
  pastQuery,
  suspectsQuery,
} from './insights';
import { Like } from './Like';
import { CauseRunbook } from './Runbook';

/** So many changes are shown at once; the others are folded. */
const FIRST_CHANGES = 5;

/** What broke, what changed before, and when it happened before: with reasons, and with a word when Muster is not sure. */
export function Insight({ incident, respond }: { incident: Incident; respond: boolean }) {
  const analysis = useQuery(analysisQuery(incident.id));
  return (
    <Part
      title="What Muster found"
      lead={
        analysis.data?.at == null ? (
          'From the alerts, the topology, the changes and the past; renewed while it grows'
        ) : (
          <>
            As of <When at={analysis.data.at} as="clock" />
            {analysis.data.by !== null && `, ${analysis.data.by}`}
          </>
        )
      }
    >
      <div className={styles.found}>
        <Causes incident={incident} respond={respond} />
        <Suspects incident={incident} respond={respond} />
        <Past incident={incident} respond={respond} />
        <Nearby incident={incident} />
      </div>
    </Part>
  );
}

function Topic({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className={styles.topic}>{title}</h3>
      {children}
    </section>
  );
}

function Bar({ share, name }: { share: number; name: string }) {
  return (
    <span className={styles.bar}>
      <Progress
        value={share * 100}
        size="md"
        radius="sm"
        aria-label={name}
        color={share >= 0.5 ? 'red' : share >= 0.2 ? 'orange' : 'gray'}
        className={styles.track}
      />
      <span className={styles.share}>{percent(share)}</span>
    </span>
  );
}

const SHOWN = 3;

/** What is less probable is folded, so that the eye meets what counts. */
const WORTH_A_LOOK = 0.05;

function Causes({ incident, respond }: { incident: Incident; respond: boolean }) {
  const zone = useZone();
  const query = useQuery(analysisQuery(incident.id));
  const data = query.data;
  return (
    <Topic title="Probable cause">
      {query.isPending && <Waiting what="Thinking" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {data !== undefined && data !== null && data.undecided !== null && (
        <Alert
          color="gray"
          icon={<IconHelpCircle />}
          title="Muster is not sure what broke"
          className={styles.unsure}
        >
          {withTimes(data.undecided, zone)}
          {data.causes.length > 0 && ' These come first, but take them as hints.'}
        </Alert>
      )}
      {data === null && (
        <Text size="sm" c="dimmed">
          Not analysed yet. It is as soon as its alerts are decided on.
        </Text>
      )}
      {data !== undefined && data !== null && data.onlyPlace !== null && (
        <Only place={data.onlyPlace} incident={incident} respond={respond} />
      )}
      {data !== undefined && data !== null && data.onlyService !== null && data.causes.length > 0 && (
        <Text size="sm">As far as is known, whatever broke belongs to {data.onlyService.name}.</Text>
      )}
      {data !== undefined && data !== null && data.causes.length > 0 && (
        <Ranked causes={data.causes.slice(0, SHOWN)} incident={incident} respond={respond} />
      )}
      {data !== undefined && (
        <OtherCauses
          incidentId={incident.id}
          shown={[...(data?.causes ?? []).slice(0, SHOWN), data?.onlyPlace].flatMap((one) => one?.id ?? [])}
          respond={respond}
        />
      )}
      {data?.knownBefore !== undefined && data.knownBefore !== null && (
        <div className={styles.together}>
          <Text size="sm">{withTimes(data.knownBefore, zone)}</Text>
        </div>
      )}
    </Topic>
  );
}

/** Nothing was compared, so nothing is called a cause: only where it shows. */
function Only({ place, incident, respond }: { place: OnlyPlace; incident: Incident; respond: boolean }) {
  const zone = useZone();
  return (
    <>
      <Alert
        color="gray"
        icon={<IconMapPin />}
        title={
          <>
            It shows up in{' '}
            <TextLink to={`/topology/entity?id=${encodeURIComponent(place.id)}`} fw={600}>
              {place.name}
            </TextLink>{' '}
            only
          </>
        }
        className={styles.unsure}
      >
        {place.reasons.map((words) => withTimes(words, zone)).join(' ')}
      </Alert>
      <CauseRunbook cause={place} incident={incident} />
      <Broke incidentId={incident.id} entity={place.id} name={place.name} respond={respond} />
    </>
  );
}

interface RankedProps {
  causes: readonly Cause[];
  incident: Incident;
  respond: boolean;
}

function Ranked({ causes, incident, respond }: RankedProps) {
  const probable = causes.filter((cause, index) => index === 0 || cause.probability >= WORTH_A_LOOK);
  const others = causes.slice(probable.length);
  return (
    <>
      <ol className={styles.ranked}>
        {probable.map((cause) => (
          <CauseRow key={cause.id} cause={cause} incident={incident} respond={respond} />
        ))}
      </ol>
      {others.length > 0 && (
        <details className={styles.folded}>
          <summary>{others.length === 1 ? '1 less probable' : `${others.length} less probable`}</summary>
          <ol className={styles.ranked}>
            {others.map((cause) => (
              <CauseRow key={cause.id} cause={cause} incident={incident} respond={respond} />
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function CauseRow(props: { cause: Cause; incident: Incident; respond: boolean }) {
  const { cause, incident, respond } = props;
  const zone = useZone();
  return (
    <li>
      <div className={styles.head}>
        <span className={styles.name}>
          <TextLink to={`/topology/entity?id=${encodeURIComponent(cause.id)}`} fw={600}>
            {cause.name}
          </TextLink>
          {cause.kind !== null && <span className={styles.faint}>{sentence(cause.kind)}</span>}
        </span>
        <Bar share={cause.probability} name={`Probability of ${cause.name}`} />
      </div>
      <Reasons of={cause.reasons.map((words) => withTimes(words, zone))} />
      <CauseRunbook cause={cause} incident={incident} />
      <Broke incidentId={incident.id} entity={cause.id} name={cause.name} respond={respond} />
    </li>
  );
}

function Reasons({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul className={styles.reasons}>
      {of.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}

function Suspects({ incident, respond }: { incident: Incident; respond: boolean }) {
  const query = useQuery(suspectsQuery(incident.id));
  const analysis = useQuery(analysisQuery(incident.id));
  const authors = useQuery(authorsQuery(incident.id));
  const links = useQuery(causedByQuery(incident.id));
  const noChange = noChangeDidIt(analysis.data?.noChange ?? null, query.data, links.data);
  const changes = query.data ?? [];
  const row = (one: Suspect) => (
    <SuspectRow
      key={one.id}
      one={one}
      author={madeBy(one, authors.data)}
      incident={incident}
      links={links.data ?? []}
      respond={respond}
    />
  );
  return (
    <Topic title="Suspect changes">
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {changes.length > 0 && <ErrorBox error={authors.error} again={() => authors.refetch()} />}
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          No change was reported for what is affected, or for what it rests on, in the 72 hours before.
        </Text>
      )}
      {changes.length > 0 && <ol className={styles.ranked}>{changes.slice(0, FIRST_CHANGES).map(row)}</ol>}
      {changes.length > FIRST_CHANGES && (
        <details className={styles.folded}>
          <summary>{changes.length - FIRST_CHANGES} more in the 72 hours before</summary>
          <ol className={styles.ranked}>{changes.slice(FIRST_CHANGES).map(row)}</ol>
        </details>
      )}
      {noChange !== null && (
        <Text size="sm" mt="xs">
          Most likely no change did it: {percent(noChange)}.
        </Text>
      )}
    </Topic>
  );
}

interface SuspectProps {
  one: Suspect;
  author: string | null;
  incident: Incident;
  links: readonly CauseLink[];
  respond: boolean;
}

function SuspectRow({ one, author, incident, links, respond }: SuspectProps) {
  const zone = useZone();
  return (
    <li>
      <div className={styles.head}>
        <span className={styles.name}>
          <span className={styles.strong}>{one.summary}</span>
          <span className={styles.faint}>
            {[author, one.source, one.at === null ? null : before(one.at, Date.parse(incident.created_at))]
              .filter((words) => words !== null && words !== '')
              .join(' · ')}
          </span>
        </span>
        {one.probability !== null && <Bar share={one.probability} name={`Probability of ${one.summary}`} />}
      </div>
      <Reasons of={one.reasons.map((words) => withTimes(words, zone))} />
      <CausedBy incidentId={incident.id} change={one} links={links} respond={respond} />
      <AddAuthor incident={incident} changeId={one.id} />
    </li>
  );
}

function before(at: string, start: number): string {
  const seconds = (start - Date.parse(at)) / 1_000;
  if (Number.isNaN(seconds)) return '';
  return seconds >= 0 ? `${inWords(seconds)} before` : `${inWords(-seconds)} after the start`;
}

function Past({ incident, respond }: { incident: Incident; respond: boolean }) {
  const zone = useZone();
  const query = useQuery(pastQuery(incident.id));
  return (
    <Topic title="The like in the past">
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Muster knows no incident like this one.
        </Text>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <ol className={styles.ranked}>
          {query.data.slice(0, SHOWN).map((one) => (
            <li key={one.id}>
              <div className={styles.head}>
                <span className={styles.name}>
                  <TextLink to={`/${one.imported ? 'past_incidents' : 'incidents'}/${one.id}`} fw={600}>
                    {one.title}
                  </TextLink>
                  <span className={styles.faint}>
                    <When at={one.at} />
                  </span>
                </span>
                {one.same !== null && (
                  <span className={styles.share}>{percent(one.same)} the same trouble</span>
                )}
              </div>
              <Text size="sm">
                {one.fixedBy === null ? (
                  <span className={styles.faint}>Nobody wrote down what fixed it.</span>
                ) : (
                  <>
                    <strong>Fixed by:</strong> {withTimes(one.fixedBy, zone)}
                  </>
                )}
              </Text>
              <Reasons of={one.reasons.map((words) => withTimes(words, zone))} />
              <Like incidentId={incident.id} past={one} respond={respond} />
            </li>
          ))}
        </ol>
      )}
    </Topic>
  );
}

/** Open incidents on the same services: perhaps the same trouble. */
function Nearby({ incident }: { incident: Incident }) {
  const query = useQuery(nearbyQuery(incident.id));
  if (query.data === undefined || query.data.length === 0) return null;
  return (
    <Topic title="Others on the same services now">
      <ul className={styles.ranked}>
        {query.data.slice(0, 5).map((one) => (
          <li key={one.id}>
            <span className={styles.name}>
              <TextLink to={`/incidents/${one.id}`}>{one.name}</TextLink>
              <span className={styles.faint}>
                <When at={one.at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt={4}>
        If it is the same trouble, merge them by “More”.
      </Text>
    </Topic>
  );
}

const looks: Record<string, { word: string; tone: 'blue' | 'orange' | 'grey'; Icon: typeof IconRepeat }> = {
  anomaly: { word: 'Out of the ordinary', tone: 'orange', Icon: IconSparkles },
  occasional: { word: 'Occasional', tone: 'grey', Icon: IconHistory },
  rare: { word: 'Rare', tone: 'blue', Icon: IconHistory },
  frequent: { word: 'Frequent', tone: 'grey', Icon: IconRepeat },
};

/** How usual an incident like this is, as one mark. */
export function OccurrenceMark({ incidentId }: { incidentId: string }) {
  const { data } = useQuery(occurrenceQuery(incidentId));
  const look = data === undefined || data === null ? undefined : looks[data.category];
  if (data === undefined || data === null || look === undefined) return null;
  return (
    <span title={data.words}>
      <Mark {...look} />
    </span>
  );
}
