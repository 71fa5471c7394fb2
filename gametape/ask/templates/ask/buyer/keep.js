try{(function(){
// The draft, and the way back to one's own words, stay on this device. Nothing is sent before Send.
var d=document.documentElement.dataset,s=localStorage,draft="draft"+d.at,mine="mine"+d.at,w=document.getElementById("words");
if("over" in d){s.removeItem(draft);s.removeItem(mine);return}
if(d.mine)s.setItem(mine,d.mine);
if("sent" in d){s.removeItem(draft);if(w&&d.mine)history.replaceState(null,"",d.at+"?mine="+d.mine)}
if("plain" in d&&s.getItem(mine))return location.replace(d.at+"?mine="+encodeURIComponent(s.getItem(mine)));
if(!w)return;
if(!w.value)w.value=s.getItem(draft)||"";
w.addEventListener("input",function(){s.setItem(draft,w.value)});
})()}catch(e){}
