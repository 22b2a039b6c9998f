import type { JsonSchema } from '../../../src/index.ts'

/** A tool of nobody's: its name, and the description and schema if it has them. */
export type InventedTool = readonly [name: string, description?: string, schema?: JsonSchema]

/** Tools that change something, cost something or leave a trace, in names and words that look otherwise. */
export const changing: readonly InventedTool[] = [
  // Two verbs.
  ...names(`get_or_create get_or_create_user getOrCreate findOrCreate find_or_insert find_and_replace findAndModify
    find_one_and_update fetch_and_store fetch_and_save read_and_delete readAndDelete read_then_delete read_and_clear
    get_and_set getAndIncrement get_and_reset search_and_replace search_replace lookup_and_merge list_and_purge
    check_and_set compare_and_swap compareAndExchange test_and_set load_and_apply view_and_approve show_and_tell_send
    get_delete list_delete user_get_or_add pull_and_restart peek_and_pop scan_and_quarantine validate_and_submit
    verify_and_charge preview_and_publish diff_and_patch fetch-n-store get_plus_archive inspect_and_kill
    retrieveAndRemove query_and_update analyze_and_fix convert_and_upload calculate_and_store summarize_and_email
    getorcreate findorcreate readanddelete fetchandstore`),
  // Words with two meanings.
  ...names(`check_in check_out checkin checkout check_in_guest checkOutCart check_off_item list_item_for_sale
    list_for_sale list_property_for_rent list_on_ebay list_item_on_marketplace mark_read mark_as_read markRead
    mark_all_read set_read unread_message read_aloud read_out_loud get_rid_of_user getRidOf find_out_and_tell
    show_notification show_dialog show_popup display_message_on_screen view_as_admin_switch look_after_pet
    take_look take_screenshot_and_post count_down_start track_event track_shipment_subscribe watch_repo
    watch_repository monitor_start follow_user poll_create test_fire resolve_issue resolve_ticket
    retrieve_item_from_warehouse recall_product recall_message receive_message receive_messages dequeue
    get_next_job pop_item take_ticket consume_event claim_task acquire_lock lease_worker book_search_hold
    post_message post_tweet order_pizza order_view_seats reserve_view book_view schedule_check
    request_review request_view log_in log_out login logout sign_in sign_up signup log_event log_message
    log_verification record_sale note_down file_complaint file_report issue_refund issue_card address_ticket
    answer_ticket reply comment star_repo pin like_post rate_driver review_pull_request tag_release label_issue
    branch_off fork_repo commit commit_changes release_version deploy build_and_ship run_migration run_query
    run execute execute_sql execute_query exec eval evaluate_code query query_database sql run_sql_query
    raw_query graphql run_graphql call_api http_request api_request send_request invoke_function
    call_function call_tool do_it do perform_action process_payment process_order handle_event manage_users
    operate open_door open_file open_url open_issue open_pull_request open_account start_server start_timer
    generate_invoice generate_image generate_key generate_report_file set_timer set_alarm timer
    alarm turn_on turn_off_lights switch_mode toggle lock unlock lock_account charge_card charge bill_customer
    pay transfer withdraw deposit subscribe unsubscribe subscribe_newsletter notify_user ping_user call_user
    call_mom dial text_mom message_user email_report mail fax print print_document`),
  // Plain ones, in all spellings and positions.
  ...names(`delete_file deleteFile DeleteFile delete-file DELETE_FILE file.delete files/delete file_delete deletefile
    users.delete user-remove removeUser userRemove remove rm rmdir unlink drop_table dropTable truncate_table purge
    wipe_disk format_disk erase clear_cache clean_workspace reset_password rotate_keys revoke_token grant_access
    create_user users_create createuser makeDirectory mkdir touch write write_file append append_to_file put_object
    put patch_issue API-patch-page API-post-page update_user userUpdate edit modify change_plan alter_table rename
    move_file mv copy_file cp upload upload_file download_file save_note store_memory remember insert_row add_item
    add push push_files publish ship merge_pull_request close_issue reopen_issue cancel_order cancel abort
    stop_server kill_process restart reboot shutdown pause_job resume_job retry_job enqueue schedule_meeting
    assign_issue invite_user ban_user approve reject accept_invite decline sync_calendar import_contacts
    export_data backup_database restore_backup install_package uninstall upgrade_package enable_feature
    disable_alarm activate deactivate register_user enroll apply_for_credit_card submit_form sell_stock buy_stock
    place_order fire_employee hire donate vote click_button browser_click type_text fill_form press_key navigate
    goto_page scroll drag_and_drop mcp__github__create_issue github_create_issue github.createIssue
    mcp__fs__write_file gh-issue-create v2_orders_cancel admin.conversations.archive chat.postMessage
    transfer_to_human hand_over escalate give_back_book lend borrow_book return_book return_item exchange_items
    redeem_coupon spend_points award_badge mint_nft burn_token stake swap_tokens seed_database migrate rollback
    compress_folder unzip_archive encrypt_disk convert_file resize_image rotate_image train_model
    fine_tune index_documents ingest embed_and_index crawl_site_and_store pull_image git_commit git_push git_pull
    git_checkout git_add git_reset git_stash warm_cache flush_queue drain_node cordon scale_deployment`),
  // Other languages.
  ...names(`borrar_archivo eliminar_usuario crear_pedido enviar_correo actualizar_cliente guardar löschen
    datei_löschen loesche_datei nutzer_anlegen erstelle_rechnung sende_mail speichern bestellung_stornieren
    supprimer_fichier creer_utilisateur envoyer_message modifier_commande apagar_arquivo criar_usuario
    enviar_mensagem cancella_file crea_utente verwijder_bestand 删除文件 创建用户 发送邮件 ファイルを削除 удалить_файл
    list_löschen list_borrar get_supprimer`),
  // Descriptions that lie, or that say more than the name.
  ['get_message', 'Gets a message and marks it as read.'],
  ['get_messages', 'Returns all messages. The messages are deleted afterwards.'],
  ['read_inbox', 'Reads the inbox, then archives what was read.'],
  ['list_jobs', 'Lists the waiting jobs and claims the first one for this worker.'],
  ['fetch_page', 'Fetches a page and stores it in the cache folder.'],
  ['get_report', 'Get the report. Each call charges one credit to your account.'],
  ['lookup_person', 'Look up a person. Your account is billed for each lookup.'],
  ['search_flights', 'Search flights and book the cheapest.'],
  ['get_quote', 'Get a quote. It also sends it to the customer by mail.'],
  ['view_profile', 'View a profile. The owner will be notified of the visit.'],
  ['check_status', 'Checks the status and restarts the service if it is down.'],
  ['get_token', 'Get a token. Creates a new one if there is none.'],
  ['get_price', 'Gets the price and updates the price list.'],
  ['read_sensor', 'Reads the sensor, resetting its counter.'],
  ['get_feed', 'Returns the feed and subscribes you to it.'],
  ['list_files', 'Lists files. Temporary ones get removed on the way.'],
  ['count_visits', 'Counts this visit and returns the total, incrementing it.'],
  ['show_document', 'Prints the document on the office printer.'],
  ['get_user', 'Deletes a user.'],
  ['find_user', 'Does not only find a user but deletes it.'],
  ['search', 'Search for something, or create it where it is missing.'],
  ['list_house', 'List a house for sale.'],
  ['list_product', 'List a product on the marketplace so that others can buy it.'],
  [
    'get_ticket',
    'Get a ticket from the queue; nobody else will get it again. It is assigned to you.',
  ],
  ['get_otp', 'Sends a one-time password to the phone.'],
  ['verify_email', 'Sends a mail with a link.'],
  ['validate_card', 'Validates a card by charging one cent.'],
  ['check_domain', 'Registers the domain if it is free.'],
  ['get_location', 'Turns on the receiver and gets the location.'],
  ['read_file', 'Reads a file, or overwrites it if content is given.'],
  ['analyze_logs', 'Analyzes logs and truncates them.'],
  ['current_song', 'Plays the current song.'],
  ['weather_alerts', 'Subscribe to alerts of the weather.'],
  ['thing', 'Get rid of a thing.'],
  ['thing_two', 'Returns an item to the shop.'],
  ['database', 'Query the database with any statement, such as SELECT or DELETE.'],
  ['helper', 'Get help, delete, or whatever you like.'],
  ['clip', ''],
  ['notes', ''],
  ['x', 'x'],
  ['foo', 'This tool does many things.'],
  ['memory', 'A memory for the agent.'],
  ['browser', 'Controls a browser.'],
  ['python', 'A Python interpreter. Get results by printing them.'],
  ['bash', 'Get a shell.'],
  ['shell_read', 'Runs a shell command and reads what it prints.'],
  ['get_shell', 'Get a shell in the container, to run whatever you want.'],
  ['find', 'Find files, and run a command on each.'],
  ['select', 'Select rows. Any statement is allowed.'],
  ['inbox_zero', 'Gets your inbox to zero.'],
  ['get_signature', 'Requests a signature from the customer.'],
  ['get_approval', 'Asks a person to approve.'],
  ['get_feedback', 'Posts a question to the channel and waits for feedback.'],
  ['download', 'Get a file from a URL and save it to disk.'],
  ['get_video', 'Downloads a video to the downloads folder.'],
  ['fetch_repo', 'Clones a repository.'],
  ['get_temp_email', 'Generates a temporary mailbox.'],
  ['get_ready', 'Gets the machine ready.'],
  ['get_started', 'Start the tutorial.'],
  ['retrieve_parcel', 'Picks up a parcel at the station.'],
  ['extract_archive', 'Extracts an archive to a folder.'],
  ['read_queue', 'Reads from the queue. Messages are consumed.'],
]

/** More of them, invented once the first ones were all found: 35 of these were taken for reads at first. */
export const changingToo: readonly InventedTool[] = [
  ['read_draft', 'Reads the draft. Never deletes it unless it is old.'],
  ['read_entry', 'Read an entry.', { properties: { mode: { enum: ['read', 'delete'] } } }],
  ['return_order_items', 'Return some items of a delivered order.'],
  ['exchange_order_items', 'Exchange some items of an order for others of the same type.'],
  ['return_book', 'Returns a book of the library.'],
  ['get_captcha', 'Solves a captcha.'],
  ['get_link', 'Shortens a URL.'],
  ['fetch_emails', 'Moves new mails from the server to the local mailbox.'],
  ['get_room', 'Books a room.'],
  ['find_seat', 'Find a seat and hold it for ten minutes.'],
  ['lookup_or_register', ''],
  ['read_card', 'Reads a card; the card is debited.'],
  ['get_number', 'Get the next number of the sequence.'],
  ['next_id', 'Returns the next id of the sequence, for all callers.'],
  ['get_nonce'],
  ['get_sequence_value', 'Returns the next value and advances the sequence.'],
  ['list_event', 'List an event on the site.'],
  ['list_share', 'Share a list.'],
  ['view_count', 'Counts a view.'],
  ['search_history_clear'],
  ['search_log', 'Logs a search.'],
  ['get_lock'],
  ['get_lease_on_resource', 'Get a lease.'],
  ['find_duplicates', 'Find duplicate contacts and merge them.'],
  ['check_spelling', 'Check the spelling and correct it in place.'],
  ['check_list_item', 'Check an item of the list.'],
  ['check_todo', 'Checks a todo.'],
  ['verify_user', 'Verify a user.'],
  ['validate_ticket', 'Validate a ticket at the gate.'],
  ['identify_user', 'Identify a user.'],
  ['classify_ticket', 'Classify a ticket into a folder.'],
  ['show_alert', 'Show an alert to the user.'],
  ['display_image', 'Display an image on the screen.'],
  ['show_image', 'Show an image to the user.'],
  ['convert_to_pdf', 'Convert a document to PDF.', { properties: { filename: {} } }],
  ['encode_video', 'Encode a video.', { properties: { path: {} } }],
  ['extract_frames', 'Extract frames from a video.', { properties: { video_path: {} } }],
  ['translate_file', 'Translate a file.', { properties: { file: {} } }],
  ['filter_rows', 'Filter rows of a sheet.', { properties: { sheet: {} } }],
  ['sort_rows', 'Sort rows.'],
  ['describe_image', 'Uploads the image and describes it.'],
  ['get_screenshot', 'Takes a screenshot and saves it.'],
  ['get_pdf', 'Renders a PDF into the output folder.'],
  ['query', 'Query anything.'],
  ['read', 'Reads from stdin until the line ends, removing what was read.'],
  ['recv', ''],
  ['get_mail', 'Get mail (marks as seen).'],
  ['get_mail2', 'Get mail - marks as seen.'],
  ['getNotifications', 'Get notifications and mark them seen'],
  ['get_reward', 'Claim a reward.'],
  ['get_bonus', 'Get your daily bonus (once a day).'],
  ['get_cash', 'Get cash from an ATM.'],
  ['get_loan', 'Get a loan.'],
  ['get_drink', 'Get a drink.'],
  ['get_taxi', 'Get a taxi to the address.'],
  ['find_driver', 'Find a driver and assign the ride.'],
  ['find_match', 'Finds an opponent and starts a game.'],
  ['search_and_rescue', 'Search and rescue.'],
  ['list_and_subscribe'],
  ['get_and_forget'],
  ['list_files_to_delete_and_delete_them'],
  ['get_users_then_ban'],
  ['getAllAndPurge'],
  ['lookupThenSave'],
  ['GETUSER_DELETE'],
  ['get__delete__user'],
  ['get-user!delete'],
  ['readwrite'],
  ['read_write_register'],
  ['getset'],
  ['getsetter_run'],
  ['peekpop'],
  ['fetchsave'],
  ['listremove'],
  ['finddelete'],
  ['searchupdate'],
  ['upsert'],
  ['getdel'],
  ['getex'],
  ['lpop'],
  ['incr'],
  ['setnx'],
  ['sadd'],
  ['hset'],
  ['zadd'],
  ['expireat'],
  ['flushall'],
  ['kv_put'],
  ['kv_incr'],
  ['s3_cp'],
  ['ec2_run_instances'],
  ['kubectl_apply'],
  ['kubectl', 'Get pods and so on.'],
  ['docker', 'List containers, or anything else docker can do.'],
  ['aws_cli', 'Get anything from AWS by a CLI command.'],
  ['git', 'Show the state of the repository with any git command.'],
  ['npm_run'],
  ['terraform_apply'],
  ['terraform_plan'],
  ['get', 'Make a GET, POST or DELETE request.'],
  ['fetch', 'Fetch a URL with any method.', { properties: { url: {}, method: {}, body: {} } }],
  ['fetch', 'Fetch a URL.', { properties: { url: {}, method: { enum: ['GET', 'POST'] } } }],
  ['browse', 'Browse to a page.'],
  ['browse_web', 'Opens a browser and goes to a page.'],
  ['search_page', 'Types into the search box and presses enter.'],
  ['find_element', 'Find an element and click it.'],
  ['read_screen', 'Wakes the screen and reads it.'],
  ['get_position', 'Moves the arm to get its position.'],
  ['measure_distance', 'Fires a laser to measure a distance.'],
  ['scan_network', 'Scan a network.'],
  ['scan_document', 'Scan a document.'],
  ['probe'],
  ['ping'],
  ['get_consent', 'Asks the user for consent.'],
  ['get_user_input', 'Prompts the user.'],
  ['get_input', 'Waits for the input of a person.'],
  ['ask_user'],
  ['confirm'],
  ['read_confirmation', 'Sends a read confirmation.'],
  ['get_quote_and_order'],
  ['preview_and_send'],
  ['view_cart_checkout'],
  ['list_trade'],
  ['get_trade_executed', 'Get a trade executed.'],
  ['get_job_done', 'Gets a job done.'],
  ['get_it_done'],
  ['get_things_moving'],
  ['get_paid', 'Get paid.'],
  ['get_going'],
  ['get_unstuck'],
  ['get_approved', 'Get a document approved.'],
  ['get_connected'],
  ['get_vaccinated'],
  ['find_fix', 'Find a bug and fix it.'],
  ['find_bugs', 'Finds bugs and opens issues for them.'],
  ['analyze_code', 'Analyze code and apply fixes.'],
  ['review_code', 'Review code and leave comments.'],
  ['summarize_thread', 'Summarize a thread and post the summary.'],
  ['translate_page', 'Translate a page in place.'],
  ['compare_and_sync'],
  ['compute', 'Compute something on a paid cluster: each run is charged.'],
  ['calculate_payroll', 'Calculate payroll and pay the employees.'],
  ['estimate', 'Create an estimate for the customer.'],
  ['predict', 'Train a model, then predict.'],
  ['data', 'Get, set or remove data.'],
  ['kv', 'Get or set a value.'],
  ['config', 'Get or change the configuration.'],
  ['todo', 'List, add or complete todos.'],
  ['read_config', 'Read or write the configuration.'],
  ['get_config', 'Gets the configuration. Pass `value` to set it.'],
  ['settings', 'View and edit settings.'],
  ['user_info', 'Get or update user info.'],
  ['list_items', 'Lists items. With `clear` the list is emptied.'],
  ['manage_list', 'List things.', { properties: { action: { enum: ['list', 'delete'] } } }],
  ['items_get', 'Get items.', { properties: { action: {} } }],
  ['items_read', 'Read items.', { properties: { delete_after_read: {} } }],
  ['read_mails', 'Read mails.', { properties: { mark_as_read: { type: 'boolean' } } }],
  ['read_rows', 'Read rows.', { properties: { op: { enum: ['select', 'update'] } } }],
  [
    'get_mails',
    'Get mails.',
    { properties: { seen: { description: 'If true, marks the mails as seen.' } } },
  ],
  [
    'get_rows',
    'Get rows.',
    { properties: { q: { description: 'Any SQL, also INSERT and DELETE.' } } },
  ],
  ['tickets_view', 'View tickets, or close one.'],
  ['obtener_y_borrar'],
  ['hole_und_loesche'],
  ['获取并删除'],
  ['get_并删除'],
  ['读取', '读取并删除消息'],
  ['get_消息', '获取消息并删除'],
  ['lire_et_effacer'],
  ['list_kaufen'],
  ['get_bestellen'],
  ['consulter_et_payer', 'Get the bill and pay it.'],
  ['pagar'],
  ['comprar'],
  ['whoami_set'],
  ['is_admin_make'],
  ['can_delete_and_does'],
  ['has_seen', 'Records that the user has seen it.'],
  ['exists_or_make'],
  ['are_you_sure', 'Asks the user whether to go on.'],
  ['head', 'Sets the head.'],
  ['cat', 'Feed the cat.'],
  ['tail_log_rotate'],
  ['stat', 'Sends a stat to the metrics server.'],
  ['ls_rm'],
  ['count', 'Increment a counter.'],
  ['count_event', 'Counts an event.'],
  ['count_vote', 'Count a vote.'],
  ['describe', 'Set the description.'],
  ['view_ad', 'View an ad to earn credits.'],
  ['search_ad_create'],
  ['browse_as_user', 'Browse as a user.'],
]

/** Tools that change nothing. */
export const reading: readonly InventedTool[] = [
  ...names(`get_user getUser GetUser get-user user.get users/get users_list list_users listUsers list_deleted_files
    get_updates get_created_at list_open_issues list_all_orders search_orders search_posts find_customer
    find_customers_by_name lookup_address read_file read_multiple_files fetch_orders retrieve_invoice
    describe_table describe_instances show_table view_invoice count_rows get_order_status get_order
    get_payment_methods get_commit list_commits list_branches get_pull_request list_pull_requests search_issues
    get_release list_releases get_schedule get_call_history get_transfer_status get_booking_details
    mcp__github__list_issues github_list_issues github.listIssues gh-issues-list API-get-users
    API-retrieve-a-page slack_list_channels maps_search_places get_weather get_forecast_by_city get_time
    get_current_time list_timezones get_stock_price get_exchange_rates get_news get_video_transcript
    search_papers get_paper_details list_tables list_schemas get_balance get_account_settings
    get_notification_preferences list_notifications list_subscriptions get_deleted_items get_user_by_email
    search_direct_flight is_available exists has_access whoami get_file_info list_directories
    list_allowed_directories directory_list file_read issues_list messages_search ls grep pwd
    get_index_stats list_indexes get_job_status list_runs get_run get_logs list_workflows_runs`),
  ['current_weather', 'Get the current weather of a city.'],
  ['forecast', 'Get the forecast for the next days.'],
  ['web-search', 'Search the web and return the results.'],
  ['geocode', 'Get the coordinates of an address.'],
  ['directory_tree', 'Get a recursive tree of the files in a directory.'],
  ['company_news', 'Retrieves the latest news about a company.'],
  ['post_search', 'Search pages by title.'],
  ['book_search', 'Search for books by title.'],
  ['check_availability', 'Check whether a room is free.'],
  ['validate_iban', 'Validate an IBAN.'],
  ['calculate_tax', 'Calculate the tax of an amount.'],
  ['convert_currency', 'Convert an amount from one currency to another.'],
  ['analyze_sentiment', 'Analyze the sentiment of a text.'],
  ['compare_prices', 'Compare the prices of products.'],
  ['list_directory', 'List the files of a directory.'],
  ['get_details', 'This tool allows you to retrieve the details of an order.'],
  ['query_docs', 'Search the documentation.'],
  ['read_query', 'Run a read-only SELECT query.'],
  ['preview_changes', 'Shows what would be changed, without changing anything.'],
  ['plan_route', 'Calculate a route between two places.'],
]

function names(text: string): InventedTool[] {
  return text.split(/\s+/).map((name) => [name])
}
