"""Who reaches what: every address and verb, every role, the own store and a foreign one. Written by hand from the
visibility agreement, never from the code.

ok   it is theirs: the page opens, the act is done, or it is refused with a sentence
no   there is no such page for them (404)
in   they are led to sign in
nv   nobody has that verb here (405)

dana is the rep whose deal it is, ben her colleague, maria the manager, ada the CRM admin, frank F&I, nia the neutral,
olga the owner; out is nobody, signed out. In the last column stands what all six roles of a foreign store get for the same row of
this store; "=" means that the page is about no row, so the foreign role gets what the own one gets.
A name with an @ is the same address for another row: see `tests/test_permissions.py` for what each row is.
"""

TABLE = """
#address          verb  out dana ben maria ada frank nia olga foreign
front             GET   ok  ok   ok  ok    ok  ok    ok  ok   =
front             POST  nv  nv   nv  nv    nv  nv    nv  nv   =
healthz           GET   ok  ok   ok  ok    ok  ok    ok  ok   =
healthz           POST  nv  nv   nv  nv    nv  nv    nv  nv   =
readyz            GET   ok  ok   ok  ok    ok  ok    ok  ok   =
readyz            POST  nv  nv   nv  nv    nv  nv    nv  nv   =
demo_door         GET   nv  nv   nv  nv    nv  nv    nv  nv   =
demo_door         POST  no  no   no  no    no  no    no  no   =

pledge            GET   in  ok   ok  ok    ok  ok    ok  ok   =
pledge            POST  in  ok   ok  ok    ok  ok    ok  ok   =
me                GET   in  ok   ok  ok    ok  ok    ok  ok   =
me                POST  in  ok   ok  ok    ok  ok    ok  ok   =
people            GET   in  no   no  no    no  no    no  ok   =
people            POST  nv  nv   nv  nv    nv  nv    nv  nv   =
invite            GET   nv  nv   nv  nv    nv  nv    nv  nv   =
invite            POST  in  no   no  no    no  no    no  ok   no
new_store         GET   nv  nv   nv  nv    nv  nv    nv  nv   =
new_store         POST  in  no   no  no    no  no    no  ok   =
roles             GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
roles             POST  in  no   no  no    no  no    no  ok   no
owners            GET   in  no   no  no    no  no    no  ok   no
owners            POST  in  no   no  no    no  no    no  ok   no
back_in           GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
back_in           POST  in  no   no  no    no  no    no  ok   no
store             GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
store             POST  in  no   no  no    no  no    no  ok   no
leave             GET   in  no   no  no    no  no    no  ok   no
leave             POST  in  no   no  no    no  no    no  ok   no
way_back          GET   ok  ok   ok  ok    ok  ok    ok  ok   =
way_back          POST  ok  ok   ok  ok    ok  ok    ok  ok   =
join              GET   ok  ok   ok  ok    ok  ok    ok  ok   =
join              POST  ok  ok   ok  ok    ok  ok    ok  ok   =

deals             GET   in  ok   ok  ok    no  no    no  no   =
deals             POST  nv  nv   nv  nv    nv  nv    nv  nv   =
new_deal          GET   in  ok   ok  no    no  no    no  no   =
new_deal          POST  in  ok   ok  no    no  no    no  no   =
deal              GET   in  ok   no  ok    no  no    no  no   no
deal              POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
won               GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
won               POST  in  ok   no  no    no  no    no  no   no
be_back           GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
be_back           POST  in  ok   no  no    no  no    no  no   no
appointment       GET   in  ok   no  no    no  no    no  no   no
appointment       POST  in  ok   no  no    no  no    no  no   no
moment            POST  in  ok   no  no    no  no    no  no   no
partner           GET   in  ok   no  ok    no  no    no  no   no
partner           POST  in  ok   no  ok    no  no    no  no   no

no                GET   in  ok   ok  no    no  no    no  no   =
no                POST  in  ok   ok  no    no  no    no  no   =
call              GET   in  ok   no  no    no  no    no  no   no
call              POST  in  ok   no  no    no  no    no  no   no
undo              GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
undo              POST  in  ok   no  no    no  no    no  no   no
facts             GET   in  ok   no  no    no  no    no  no   no
facts             POST  in  ok   no  no    no  no    no  no   no

here              GET   in  ok   no  no    no  no    no  no   no
here              POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
told              GET   in  ok   no  no    no  no    no  no   no
told              POST  in  ok   no  no    no  no    no  no   no
told@silent       GET   in  ok   no  ok    no  no    ok  no   no
told@silent       POST  in  ok   no  ok    no  no    ok  no   no
quiet             GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
quiet             POST  in  ok   no  no    no  no    no  no   no
need_manager      GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
need_manager      POST  in  ok   no  no    no  no    no  no   no
door              GET   in  ok   no  no    no  no    no  no   no
door              POST  in  ok   no  no    no  no    no  no   no
screen            GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
screen            POST  in  ok   no  no    no  no    no  no   no
ask               GET   in  ok   no  no    no  no    no  no   no
ask@silent        GET   in  ok   no  ok    no  no    ok  no   no
ask@not_me        GET   in  ok   no  ok    no  no    ok  no   no
ask_words         GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
ask_words         POST  in  ok   no  no    no  no    no  no   no
ask_words@silent  POST  in  ok   no  ok    no  no    ok  no   no
pasted            GET   in  ok   no  no    no  no    no  no   no
pasted            POST  in  ok   no  no    no  no    no  no   no
they_said_stop    GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
they_said_stop    POST  in  ok   no  no    no  no    no  no   no
they_said_stop@silent POST in ok no  ok    no  no    ok  no   no
not_me            GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
not_me            POST  in  ok   no  no    no  no    no  no   no
thanks            GET   in  ok   no  ok    no  no    no  no   no
thanks            POST  in  ok   no  ok    no  no    no  no   no
changed           GET   in  no   no  ok    no  no    no  no   no
changed           POST  in  no   no  ok    no  no    no  no   no
was_there         GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
was_there         POST  in  no   no  ok    no  no    no  no   no
answer_back       GET   in  ok   no  ok    no  no    no  no   no
message           GET   in  ok   no  no    no  no    no  no   no
message           POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
hand_off          GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
hand_off          POST  in  ok   no  no    no  no    no  no   no
went_out          GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
went_out          POST  in  ok   no  no    no  no    no  no   no
not_yet           GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
not_yet           POST  in  ok   no  no    no  no    no  no   no
veto              GET   in  ok   no  no    no  no    no  no   no
veto              POST  in  ok   no  no    no  no    no  no   no
unsure            GET   in  ok   no  no    no  no    no  no   no
unsure            POST  in  ok   no  no    no  no    no  no   no
may_text          GET   in  ok   no  ok    no  no    ok  no   no
may_text          POST  in  ok   no  ok    no  no    ok  no   no

text_came         GET   nv  nv   nv  nv    nv  nv    nv  nv   =
text_came         POST  no  no   no  no    no  no    no  no   =
unplaced          GET   in  ok   ok  ok    ok  ok    ok  ok   =
unplaced          POST  nv  nv   nv  nv    nv  nv    nv  nv   =
unplaced_one      GET   in  ok   no  ok    no  no    no  no   no
unplaced_one      POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
unplaced_placed   GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
unplaced_placed   POST  in  ok   no  ok    no  no    no  no   no
unplaced_nothing  GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
unplaced_nothing  POST  in  ok   no  ok    no  no    no  no   no
unplaced_stop     GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
unplaced_stop     POST  in  ok   no  ok    no  no    no  no   no
unplaced_one@held GET   in  no   no  no    no  ok    no  no   no
unplaced_one@new  GET   in  no   no  no    no  no    no  ok   =
unplaced_placed@new POST in no   no  no    no  no    no  no   =
unplaced_store    GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
unplaced_store    POST  in  no   no  no    no  no    no  ok   =
unplaced_store@placed POST in no no  no    no  no    no  no   no

buyer             GET   ok  ok   ok  ok    ok  ok    ok  ok   =
buyer             POST  ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_rest        GET   ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_rest        POST  ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_draft       GET   ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_draft       POST  ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_stop        GET   ok  ok   ok  ok    ok  ok    ok  ok   =
buyer_stop        POST  ok  ok   ok  ok    ok  ok    ok  ok   =
buyer@guessed     GET   no  no   no  no    no  no    no  no   =
buyer@guessed     POST  no  no   no  no    no  no    no  no   =
buyer_stop@guessed POST no  no   no  no    no  no    no  no   =

answer            GET   in  ok   no  ok    no  no    no  no   no
answer            POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
answer@fresh      GET   in  ok   no  ok    no  no    no  no   no
pick              GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
pick              POST  in  ok   no  ok    no  no    no  no   no
pick@fresh        POST  in  ok   no  no    no  no    no  no   no
confirm           GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
confirm           POST  in  ok   no  ok    no  no    no  no   no
put_aside         GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
put_aside         POST  in  ok   no  ok    no  no    no  no   no
pick@held         POST  in  no   no  no    no  no    no  no   no
confirm@held      POST  in  no   no  no    no  ok    no  no   no
held              GET   in  no   no  no    no  ok    no  no   =
held              POST  nv  nv   nv  nv    nv  nv    nv  nv   =
held_answer       GET   in  no   no  no    no  ok    no  no   no
held_answer       POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
release           GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
release           POST  in  no   no  no    no  ok    no  no   no
held_answer@plain GET   in  no   no  no    no  no    no  no   no
release@plain     POST  in  no   no  no    no  no    no  no   no

save              GET   in  ok   no  ok    no  no    no  no   no
save              POST  in  ok   no  ok    no  no    no  no   no
save@fresh        GET   in  ok   no  ok    no  no    no  no   no
save@fresh        POST  in  no   no  no    no  no    no  no   no
save@held         GET   in  ok   no  ok    no  ok    no  no   no
save@held         POST  in  no   no  no    no  no    no  no   no
save@keyed_held   GET   in  ok   no  ok    no  ok    no  no   no
save@keyed_held   POST  in  no   no  no    no  ok    no  no   no
save_passed       GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
save_passed       POST  in  ok   no  ok    no  no    no  no   no
save_passed@keyed_held POST in no no no    no  ok    no  no   no
save_outcome      GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
save_outcome      POST  in  ok   no  ok    no  no    no  no   no
save_outcome@keyed_held POST in no no no   no  ok    no  no   no
saves             GET   in  ok   ok  ok    no  ok    ok  no   =
saves             POST  nv  nv   nv  nv    nv  nv    nv  nv   =
left_unasked      GET   in  no   no  ok    no  no    no  ok   no
left_unasked      POST  in  no   no  ok    no  no    no  ok   no

today             GET   in  ok   ok  no    no  no    ok  no   =
today             POST  nv  nv   nv  nv    nv  nv    nv  nv   =
weekly            GET   in  no   no  ok    no  no    no  no   =
weekly            POST  nv  nv   nv  nv    nv  nv    nv  nv   =
monday            GET   in  no   no  ok    no  no    no  no   =
monday            POST  nv  nv   nv  nv    nv  nv    nv  nv   =
said              GET   in  no   no  no    ok  no    no  ok   =
said              POST  nv  nv   nv  nv    nv  nv    nv  nv   =
alert_seen        GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
alert_seen        POST  in  ok   no  no    no  no    no  no   no

next              GET   in  ok   ok  ok    ok  ok    ok  ok   =
next              POST  nv  nv   nv  nv    nv  nv    nv  nv   =
card              GET   in  ok   no  no    no  no    no  no   no
card              POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
friday            GET   in  ok   no  no    no  no    no  no   no
friday            POST  in  ok   no  no    no  no    no  no   no
practise          GET   in  ok   ok  no    no  no    no  no   =
practise          POST  nv  nv   nv  nv    nv  nv    nv  nv   =
lesson_used       GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
lesson_used       POST  in  ok   no  no    no  no    no  no   no
recall            GET   in  ok   no  no    no  no    no  no   no
recall            POST  in  ok   no  no    no  no    no  no   no
reset             GET   in  ok   ok  no    no  no    no  no   =
reset             POST  in  ok   ok  no    no  no    no  no   =
reset_after       GET   in  ok   no  no    no  no    no  no   no
reset_after       POST  in  ok   no  no    no  no    no  no   no

imports           GET   in  no   no  no    ok  no    no  ok   =
imports           POST  in  no   no  no    ok  no    no  ok   =
import_file       GET   in  no   no  no    ok  no    no  ok   no
import_file       POST  in  no   no  no    ok  no    no  ok   no
import_begin      GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
import_begin      POST  in  no   no  no    ok  no    no  ok   no
import_put_away   GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
import_put_away   POST  in  no   no  no    ok  no    no  ok   no
import_batch      GET   in  no   no  no    ok  no    no  ok   no
import_batch      POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
import_undo       GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
import_undo       POST  in  no   no  no    ok  no    no  ok   no

new_recording     GET   in  ok   no  no    no  no    no  no   no
new_recording     POST  in  ok   no  no    no  no    no  no   no
recording_file    GET   in  ok   no  no    no  no    no  no   no
recording_file    POST  in  ok   no  no    no  no    no  no   no
recording_parts   GET   in  ok   no  no    no  no    no  no   no
recording_parts   POST  in  ok   no  no    no  no    no  no   no
recording         GET   in  ok   no  no    no  no    no  no   no
recording         POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_sound   GET   in  ok   no  no    no  no    no  no   no
recording_sound   POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_words_timed GET   in  ok   no  no    no  no    no  no   no
recording_words_timed POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_numbers GET   in  ok   no  no    no  no    no  no   no
recording_numbers POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_export  GET   in  ok   no  no    no  no    no  no   no
recording_export  POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_words   GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_words   POST  in  ok   no  no    no  no    no  no   no
recording_stop    GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_stop    POST  in  ok   no  no    no  no    no  no   no
recording_gone    GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
recording_gone    POST  in  ok   no  no    no  no    no  no   no
who_said          GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
who_said          POST  in  ok   no  no    no  no    no  no   no
who_undo          GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
who_undo          POST  in  ok   no  no    no  no    no  no   no
mark              GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
mark              POST  in  ok   no  no    no  no    no  no   no
mark_gone         GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
mark_gone         POST  in  ok   no  no    no  no    no  no   no
who               GET   in  ok   no  no    no  no    no  no   no
who               POST  in  ok   no  no    no  no    no  no   no
line              GET   in  ok   no  no    no  no    no  no   no
line              POST  in  ok   no  no    no  no    no  no   no
tape              GET   in  ok   no  no    no  no    no  no   no
tape              POST  in  ok   no  no    no  no    no  no   no
tape_screen       GET   in  ok   no  no    no  no    no  no   no
tape_screen       POST  in  ok   no  no    no  no    no  no   no
tape_memory       GET   in  ok   no  no    no  no    no  no   no
tape_memory       POST  in  ok   no  no    no  no    no  no   no
mark_shared       GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
mark_shared       POST  in  ok   no  no    no  no    no  no   no
note_shared       GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
note_shared       POST  in  ok   no  no    no  no    no  no   no

lessons           GET   in  ok   ok  ok    ok  no    no  ok   =
lessons           POST  nv  nv   nv  nv    nv  nv    nv  nv   =
lesson            GET   in  ok   no  no    no  no    no  no   no
lesson            POST  in  ok   no  no    no  no    no  no   no
lesson@shared     GET   in  ok   ok  ok    ok  no    no  ok   no
lesson@shared     POST  in  ok   no  no    no  no    no  no   no
lesson_shared     GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
lesson_shared     POST  in  ok   no  no    no  no    no  no   no
lesson_shared@shared POST in ok  no  no    no  no    no  no   no
lesson_dropped    GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
lesson_dropped    POST  in  ok   no  no    no  no    no  no   no
lesson_dropped@shared POST in ok no  no    no  no    no  no   no
draw              GET   in  ok   no  no    no  no    no  no   no
draw              POST  in  ok   no  no    no  no    no  no   no

unexpected        GET   in  ok   ok  no    no  no    no  no   =
unexpected        POST  nv  nv   nv  nv    nv  nv    nv  nv   =
chance            GET   in  ok   ok  ok    ok  no    no  ok   =
chance            POST  nv  nv   nv  nv    nv  nv    nv  nv   =

patterns          GET   in  no   no  ok    ok  no    no  ok   =
patterns          POST  nv  nv   nv  nv    nv  nv    nv  nv   =
pattern_deals     GET   in  no   no  ok    no  no    no  no   no
pattern_deals     POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
pattern_table     GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
pattern_table     POST  in  no   no  ok    no  no    no  no   no
pattern_sheet     GET   in  no   no  ok    ok  no    no  ok   no
pattern_sheet     POST  nv  nv   nv  nv    nv  nv    nv  nv   nv

buyers            GET   in  no   no  ok    ok  no    no  ok   =
buyers            POST  in  no   no  ok    ok  no    no  ok   =
held_on           GET   in  no   no  ok    ok  no    no  ok   no
held_on           POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
everything        GET   in  no   no  ok    ok  no    no  ok   no
everything        POST  nv  nv   nv  nv    nv  nv    nv  nv   nv
forget            GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
forget            POST  in  no   no  no    ok  no    no  ok   no
hold              GET   nv  nv   nv  nv    nv  nv    nv  nv   nv
hold              POST  in  no   no  no    ok  no    no  ok   no
keeping           GET   in  no   no  no    no  no    no  ok   =
keeping           POST  in  no   no  no    no  no    no  ok   no
"""
