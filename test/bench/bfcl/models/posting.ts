import type { Model } from './model.ts'

interface Tweet {
  readonly id: number
  readonly by: string
  readonly text: string
  readonly mentions: string[]
  readonly comments: string[]
}

export interface Posts {
  loggedIn: boolean
  nextId: number
  readonly tweets: Tweet[]
  readonly retweets: number[]
  readonly following: string[]
}

const users = ['ann', 'ben', 'cy']

/** Tweets with ids in the order of posting, and lists in the order of adding. */
export const postingModel: Model<Posts> = {
  start: (chance) => {
    const tweets = users
      .slice(0, 1 + chance.upTo(2))
      .map((by, id) => ({ id, by, text: 'hi', mentions: [], comments: [] }))
    return {
      loggedIn: chance.upTo(3) > 0,
      nextId: tweets.length,
      tweets,
      retweets: [],
      following: users.slice(chance.upTo(3)),
    }
  },
  call: (chance) => {
    const user = chance.pick(users)
    const input = {
      password: chance.pick(['right', 'wrong']),
      content: chance.pick(['hi', 'yo']),
      comment_content: chance.pick(['true', 'false']),
      mentioned_usernames: [user],
      tweet_id: chance.upTo(4),
      username: 'ann',
      username_to_follow: user,
      username_to_unfollow: user,
      keyword: 'hi',
    }
    return { name: chance.pick(Object.keys(functions)), input }
  },
  run: (state, { name, input }) => functions[name]?.(state, input),
}

type Run = (posts: Posts, input: Readonly<Record<string, unknown>>) => unknown

const functions: Readonly<Record<string, Run>> = {
  authenticate_twitter: (posts, { password }) => {
    if (password === 'right') posts.loggedIn = true
    return posts.loggedIn
  },
  posting_get_login_status: ({ loggedIn }) => loggedIn,
  post_tweet: forUser((posts, { content }) => {
    const id = posts.nextId++
    posts.tweets.push({ id, by: 'ann', text: String(content), mentions: [], comments: [] })
    return id
  }),
  retweet: forUser((posts, { tweet_id }) => {
    if (tweetOf(posts, tweet_id) === undefined || posts.retweets.includes(Number(tweet_id)))
      return 'no'
    return posts.retweets.push(Number(tweet_id)) > 0
  }),
  comment: forUser((posts, { tweet_id, comment_content }) =>
    Boolean(tweetOf(posts, tweet_id)?.comments.push(String(comment_content))),
  ),
  mention: forUser((posts, { tweet_id, mentioned_usernames }) =>
    Boolean(tweetOf(posts, tweet_id)?.mentions.push(...(mentioned_usernames as string[]))),
  ),
  get_tweet: (posts, { tweet_id }) => shown(tweetOf(posts, tweet_id)),
  get_tweet_comments: (posts, { tweet_id }) => tweetOf(posts, tweet_id)?.comments,
  get_user_tweets: ({ tweets }, { username }) =>
    tweets.filter(({ by }) => by === username).map(shown),
  search_tweets: ({ tweets }, { keyword }) =>
    tweets.filter(({ text }) => text === keyword).map(shown),
  follow_user: forUser(({ following }, { username_to_follow }) => {
    if (following.includes(String(username_to_follow))) return false
    return following.push(String(username_to_follow)) > 0
  }),
  unfollow_user: forUser(({ following }, { username_to_unfollow }) => {
    const place = following.indexOf(String(username_to_unfollow))
    return place >= 0 && following.splice(place, 1).length === 1
  }),
  list_all_following: forUser(({ following }) => [...following]),
  get_user_stats: ({ tweets, retweets, following }) => [
    tweets.filter(({ by }) => by === 'ann').length,
    retweets.length,
    following.length,
  ],
}

function forUser(run: Run): Run {
  return (posts, input) => (posts.loggedIn ? run(posts, input) : 'not logged in')
}

function tweetOf({ tweets }: Posts, id: unknown): Tweet | undefined {
  return tweets.find((tweet) => tweet.id === id)
}

/** What a reader of a tweet sees; its comments are asked for apart. */
function shown(tweet: Tweet | undefined): unknown {
  return tweet && { id: tweet.id, by: tweet.by, text: tweet.text, mentions: tweet.mentions.join() }
}
