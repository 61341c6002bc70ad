import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconMessageCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { type ChatLink, senderWords } from '../../ground/chat';
import { ButtonLink } from '../../ground/Go';
import { Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { useMe } from '../../ground/session';

/** Somebody in a chat asks to act as whoever opens this. */
export function ChatLinkPage() {
  const { secret } = useParams({ strict: false }) as { secret: string };
  const me = useMe();
  const query = useQuery({
    queryKey: ['chat_links', secret],
    queryFn: async ({ signal }) =>
      (await api.get<{ chat_link: ChatLink }>(`/chat_links/${secret}`, undefined, signal)).chat_link,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const confirm = useAct({
    run: () => api.post(`/chat_links/${secret}`, {}),
    reload: [['chat_accounts']],
    inDialog: true,
  });
  const asks = query.data;
  return (
    <Page title="Link a chat account">
      <Part title="Is this you?">
        {query.isPending && <Waiting />}
        <ErrorBox error={query.error} />
        {asks !== undefined && confirm.isSuccess && (
          <Alert color="teal" icon={<IconCheck />} title="Linked" role="status">
            <Stack gap="sm">
              <Text size="sm">
                What {senderWords(asks)} asks for is done in your name now. Try <code>/muster mine</code>{' '}
                there.
              </Text>
              <Group>
                <ButtonLink variant="default" size="xs" to="/settings">
                  Chat accounts in the settings
                </ButtonLink>
              </Group>
            </Stack>
          </Alert>
        )}
        {asks !== undefined && !confirm.isSuccess && (
          <Stack gap="md">
            <Group gap="sm" wrap="nowrap">
              <IconMessageCircle aria-hidden />
              <div>
                <Text fw={600}>{senderWords(asks)}</Text>
                <Text size="sm" c="dimmed">
                  {asks.chat}, until <When at={asks.expires_at} as="clock" />
                </Text>
              </div>
            </Group>
            <Text>
              Whatever this account asks for in the chat will be done as {me?.name ?? 'you'}, with your
              rights. Confirm only when it is your own account and you have just typed{' '}
              <code>/muster link</code> yourself. Did somebody send you this link? Then close this page.
            </Text>
            <ErrorBox error={confirm.error} />
            <Group>
              <Button loading={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
                Yes, this is my account
              </Button>
              <ButtonLink variant="default" to="/incidents">
                No
              </ButtonLink>
            </Group>
          </Stack>
        )}
      </Part>
    </Page>
  );
}
