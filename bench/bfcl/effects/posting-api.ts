import { member, type ToolsetEffects } from './effect.ts'

const session = 'twitter/session'
/** A new tweet gets the next id, which may be the one that another call mentions: posting writes all of these. */
const tweets = 'twitter/tweets'
const count = `${tweets}/count`
const texts = `${tweets}/texts`
const comments = `${tweets}/comments`
/** The user's retweets are a list, in order. */
const retweets = `${tweets}/retweets`
const following = 'twitter/following'
/** The list shows who was followed first. */
const followed = `${following}/order`
const followedUsers = `${following}/users`

export const postingApi: ToolsetEffects = {
  authenticate_twitter: { writes: session },
  posting_get_login_status: { reads: session },

  post_tweet: { reads: session, writes: tweets },
  retweet: { reads: session, writes: retweets },
  comment: { reads: session, writes: ({ tweet_id }) => member(comments, tweet_id) },
  // Tweets that were posted without mentions share one list of them, so a mention may show in other tweets.
  mention: { reads: session, writes: texts },
  get_tweet: { reads: ({ tweet_id }) => member(texts, tweet_id) },
  get_tweet_comments: { reads: ({ tweet_id }) => member(comments, tweet_id) },
  get_user_tweets: { reads: texts },
  search_tweets: { reads: texts },

  follow_user: {
    reads: session,
    writes: ({ username_to_follow }) => [followed, member(followedUsers, username_to_follow)],
  },
  unfollow_user: {
    reads: session,
    writes: ({ username_to_unfollow }) => member(followedUsers, username_to_unfollow),
  },
  list_all_following: { reads: [session, following] },
  get_user_stats: { reads: [count, retweets, following] },
}
